"""What the inputs of conditions offer."""

from typing import Any

from blueprints.lists.linked import LINKED
from blueprints.web.guard import me
from blueprints.web.view import day
from crm import lists, zones
from crm.associations.ways import of_kind
from crm.countries import names
from crm.filters.describing import COUNTED
from crm.filters.fields import OUTCOMES, related_of, types_of
from crm.filters.operators import UNITS
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, Choice, Member, Operation, Tag
from crm.models.dnc import CHANNELS

_IMPORTS, _TAGS = 100, 500


def choices(kind: Kind = CONTACTS) -> dict[str, Any]:
    """The fields of a kind, units, and for each field with choices its (value, label) pairs; members, and tags by name."""
    return {
        "TYPES": types_of(kind),
        "LINKED": LINKED if kind == CONTACTS else {},
        "HANGING": related_of(kind),
        "COUNTED": COUNTED,
        "UNITS": UNITS,
        "FIELDS": kind.fields,
        "kind": kind,
        "options": _offered(kind),
        "known_tags": [name for (name,) in Tag.select(Tag.name).where(Tag.state == LIVE).order_by(Tag.name_f).limit(_TAGS).tuples()],
    }


def _offered(kind: Kind) -> dict[str, list[tuple[str, str]]]:
    members = [("me", "Me"), *Member.select(Member.email, Member.name).where(Member.state == LIVE).order_by(Member.name).tuples()]
    types = Choice.select(Choice.key, Choice.label).where((Choice.field == "type") & (Choice.state == LIVE)).order_by(Choice.position)
    own = {key: [(one.key, one.label) for one in known.own.options] for key, known in kind.fields.custom.items() if known.own.options}
    return (
        own
        | dict.fromkeys(("owner", "followers", "edited-by", "noted-by"), members)
        | {
            "type": list(types.tuples()),
            "country": sorted(names().items(), key=lambda pair: pair[1]),
            "timezone": [(zone, zone) for zone in sorted(zones.every())],
            "dnc": [(name, name) for name in CHANNELS],
            "came-with": _imports(),
            "outcome": list(OUTCOMES.items()),
            "in-list": [(str(one.id), one.name) for one in lists.visible_to(me(), kind)],
            "linked-as": [(words, words) for words in dict.fromkeys(way.words for way in of_kind(kind.number))],
        }
    )


def _imports() -> list[tuple[str, str]]:
    """The latest imports, by what they were called and when."""
    o = Operation
    query = o.select(o.id, o.title, o.created_at).where((o.kind == "import") & o.undone_by.is_null()).order_by(o.id.desc())
    return [(str(number), f"{title}, {day(at)}") for number, title, at in query.limit(_IMPORTS).tuples()]
