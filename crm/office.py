"""The office: its name, country, time zone and paper, as its people set them or as the environment says."""

from collections.abc import Callable
from dataclasses import dataclass

from phonenumbers import SUPPORTED_REGIONS

from crm import access, db, text, zones
from crm.errors import CrmError
from crm.journal import operation
from crm.models import Member
from crm.models import Office as Row
from crm.settings import Settings
from crm.stamp import kept

PAPERS = ("A4", "Letter")
_LETTER = frozenset(("US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "DO"))
"""Countries whose offices print on Letter."""


class BadOffice(CrmError):
    """{what}: “{value}” is not {expected}."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the office's people agreed on; `timezone` is an IANA name, `phone_region` a country, `paper` A4 or Letter."""

    name: str
    phone_region: str
    timezone: str
    paper: str
    steps_closed: bool
    undo_days: int = 60


def current() -> Office:
    """The office whose database is bound."""
    return office(db.settings())


def office(settings: Settings) -> Office:
    """The office as it is now: what was set, else the environment's."""
    row = kept("office", _row)
    region = row.phone_region or settings.phone_region
    paper = row.paper or ("Letter" if region in _LETTER else "A4")
    return Office(row.name or "Kith", region, row.timezone or settings.timezone, paper, bool(row.steps_closed), row.undo_days)


def change(values: dict[str, str], *, by: Member, key: str | None = None) -> None:
    """Set what the office agreed on: any of name, phone_region, timezone, paper and undo_days, as text. Raises BadOffice."""
    access.require_admin(by)
    clean = {name: _CLEAN[name](text.single_line(value)) for name, value in values.items()}
    with operation("office.edited", by=by, title="Changed the office’s settings", key=key) as op:
        op.put(_row(), **clean)


def close_steps(*, by: Member, key: str | None = None) -> None:
    """Put the first steps away for everybody."""
    access.require_admin(by)
    with operation("office.edited", by=by, title="Closed the first steps", key=key) as op:
        op.put(_row(), steps_closed=1)


def _row() -> Row:
    found: Row = Row.select().order_by(Row.id).get()
    return found


def _name(value: str) -> str:
    if not 1 <= len(value) <= 100 or text.has_control(value):
        raise BadOffice(what="Name", value=value[:40], expected="between 1 and 100 characters long")
    return value


def _region(value: str) -> str:
    if value.upper() not in SUPPORTED_REGIONS:
        raise BadOffice(what="Country of phone numbers", value=value, expected="the two letters of a country, like US")
    return value.upper()


def _zone(value: str) -> str:
    if (zone := zones.find(value)) is None:
        raise BadOffice(what="Time zone", value=value[:40], expected=zones.expected(value))
    return zone


def _paper(value: str) -> str:
    if value not in PAPERS:
        raise BadOffice(what="Paper", value=value, expected="A4 or Letter")
    return value


def _days(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:5]) <= 3_650):
        raise BadOffice(what="Days of undo", value=value[:40], expected="a number of days between 1 and 3650")
    return int(value)


_CLEAN: dict[str, Callable[[str], str | int]] = {
    "name": _name,
    "phone_region": _region,
    "timezone": _zone,
    "paper": _paper,
    "undo_days": _days,
}
