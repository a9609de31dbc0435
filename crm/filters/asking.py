"""Who asks a filter, when and where."""

from crm import clock, office
from crm.filters.conditions import Asker
from crm.filters.times import Calendar
from crm.models import Member


def asker_of(actor: Member) -> Asker:
    """A member asking now, in the office's time zone and country."""
    here = office.current()
    return Asker(
        actor.id, Calendar.of(clock.now(), here.timezone, here.phone_region), here.phone_region, actor if actor.only_assigned else None
    )
