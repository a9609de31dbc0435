"""Fields of the office's own, one of every type that filters tell apart, and what the crowd holds in them."""

import json
import random
from datetime import UTC, datetime
from decimal import Decimal

from crm import businesses, custom_fields
from crm.custom_fields import Wanted
from crm.fields import FIELDS
from crm.fields.types import TYPES, type_of
from crm.models import Business, CustomValue, Member

FIRMS = ("Øst & Co", "ost west", "Harlow")
WANTED = {
    "cf_words": Wanted("Words"),
    "cf_story": Wanted("Story", "long"),
    "cf_count": Wanted("Count", "number"),
    "cf_fee": Wanted("Fee", "money", currency="EUR"),
    "cf_day": Wanted("Day", "date"),
    "cf_at": Wanted("At", "datetime"),
    "cf_agreed": Wanted("Agreed", "yesno"),
    "cf_size": Wanted("Size", "choice", options=("Small", "Large", "Gone")),
    "cf_likes": Wanted("Likes", "choices", options=("Tea", "Coffee", "Gone")),
    "cf_line": Wanted("Line", "phone"),
    "cf_mail": Wanted("Mail", "email"),
    "cf_page": Wanted("Page", "url"),
    "cf_firm": Wanted("Firm", "reference", to=Business.number),
}
ASKS = {key: TYPES[wanted.type].asks for key, wanted in WANTED.items()}
"""Field key → the type whose operators filters have for it."""
WORDS = ("", "", "Ann", "Åse", "O’Neil", "a_b", "100%", "b\\c", "Straße", "x" * 250 + "Oslo", "x" * 250 + "Bergen", "x" * 200, "x" * 199)
VALUES: dict[str, tuple[object, ...]] = {
    "cf_words": ("ann", "ÅSE", "o", "strasse", "%", "_", "b\\", "x" * 250 + "OSLO", "x" * 200, "x" * 201, "oslo"),
    "cf_story": ("ann", "ÅSE", "strasse", "x" * 250 + "oslo", "bergen"),
    "cf_count": (0, -1, 5.5, 0.1, 123456789012345),
    "cf_fee": (0, 19.99, -5),
    "cf_day": ("2026-11-25", "2000-02-29", "1899-12-31", "2026-12-31"),
    "cf_at": ("2026-11-25", "2026-11-24", "2026-03-29"),
    "cf_agreed": (),
    "cf_size": ("small", "large"),
    "cf_likes": ("tea", "coffee"),
    "cf_line": ("22 33 44 55", "+47 22-33-44-55", "0148", "911", "none"),
    "cf_mail": ("ann@example.org", "EXAMPLE.org", "bo"),
    "cf_page": ("https://example.org/a", "EXAMPLE", "http"),
    "cf_firm": ("øst & co", "OST", "harlow", "nobody"),
}
_HELD: dict[str, tuple[str, ...]] = {
    "cf_words": WORDS,
    "cf_story": WORDS,
    "cf_count": ("", "0", "-1", "5.5", "0.1", "123456789012345", "7"),
    "cf_fee": ("", "0", "1999", "-500", "123456"),
    "cf_day": ("", "2026-11-25", "2026-11-24", "2000-02-29", "1899-12-31", "2026-12-31", "0001-01-01", "9999-12-31", "2027-02-28"),
    "cf_at": (
        "",
        "2026-11-24T22:59:59Z",
        "2026-11-24T23:00:00Z",
        "2026-11-25T22:59:00Z",
        "2026-03-29T01:00:00Z",
        "2027-11-26T10:00:00Z",
        "2031-12-24T23:30:00Z",
        "2126-11-30T08:00:00Z",
        "1999-12-31T12:00:00Z",
    ),
    "cf_agreed": ("", "1"),
    "cf_line": ("", "+47 22 33 44 55", "22334455", "(503) 555-0148", "0047 22334455", "911"),
    "cf_mail": ("", "Ann@Example.org", "bo@mail.example"),
    "cf_page": ("", "https://example.org/a", "http://Oslo.example"),
}


def define(ada: Member) -> None:
    """Make the fields and the firms; one option of each choice is taken away once people hold it."""
    for name in FIRMS:
        businesses.named(name, by=ada)
    for wanted in WANTED.values():
        custom_fields.define(wanted, by=ada)


def held(chance: random.Random) -> dict[str, str]:
    """What one person holds, canonical."""
    found = {key: chance.choice(values) for key, values in _HELD.items()}
    sizes, likes = ([one.id for one in FIELDS[key].own.options] for key in ("cf_size", "cf_likes"))
    found["cf_size"] = chance.choice(("", *map(str, sizes)))
    some = sorted(chance.sample(likes, chance.choice((0, 0, 1, 2, 3))))
    found["cf_likes"] = json.dumps(some, separators=(",", ":")) if some else ""
    firms = [i for (i,) in Business.select(Business.id).where(Business.name.in_(FIRMS)).tuples()]
    found["cf_firm"] = chance.choice(("", *map(str, firms)))
    return found


def take_options_away(ada: Member) -> None:
    """Let the last option of each choice go: who has it reads as empty."""
    from crm.custom_fields import options
    from crm.models import CustomField

    for key in ("cf_size", "cf_likes"):
        options.remove(options.living_of(CustomField.get_by_id(FIELDS[key].own.id))[-1], by=ada)


def add_to(people: dict[int, dict[str, object]]) -> None:
    """Put what people hold into the oracle's dictionaries, as plain Python."""
    for person in people.values():
        person.update({key: [] if asks == "many" else None for key, asks in ASKS.items()})
    names = dict(Business.select(Business.id, Business.name).tuples())
    for key in ASKS:
        for record, text in (
            CustomValue.select(CustomValue.record, CustomValue.text)
            .where((CustomValue.field == FIELDS[key].own.id) & (CustomValue.position == 0))
            .tuples()
        ):
            if record in people:
                people[record][key] = _plain(key, text, names)


def _plain(key: str, text: str, names: dict[int, str]) -> object:
    keys = {one.id: one.key for one in FIELDS[key].own.options}
    kind = type_of(FIELDS[key]).key
    if kind == "number":
        return Decimal(text)
    if kind == "money":
        return Decimal(text) / 100
    if kind == "datetime":
        return datetime.fromisoformat(text).astimezone(UTC)
    if kind == "choice":
        return keys.get(int(text))
    if kind == "choices":
        return [keys[i] for i in json.loads(text) if i in keys]
    return names[int(text)] if kind == "reference" else text
