"""Where the office is, as far as typed values depend on it."""

from dataclasses import dataclass

from crm import db
from crm.models import Office
from crm.stamp import kept


@dataclass(frozen=True, slots=True)
class Place:
    """The country whose way to write numbers counts, the time zone moments are typed in, and the locale they are shown in."""

    region: str = "US"
    zone: str = "UTC"
    locale: str = "en_GB"


def here() -> Place:
    """The place of the office whose database is bound: as its people set it, else the environment's."""
    usual = db.settings()
    region, zone = kept("place", lambda: Office.select(Office.phone_region, Office.timezone).order_by(Office.id).tuples().first())
    return Place(region or usual.phone_region, zone or usual.timezone)
