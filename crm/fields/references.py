"""Records that a custom field points to: found by what people type, and called by their names."""

import re
from collections.abc import Sequence
from typing import Any

from peewee import fn

from crm import emails, onlooker
from crm.db import among
from crm.fold import fold
from crm.models import ARCHIVED, LIVE, Business, Contact, ContactEmail

TARGETS: dict[int, tuple[str, Any]] = {Contact.number: ("Contact", Contact), Business.number: ("Business", Business)}
"""What a reference may point to: the number of a table, the word for one of its records, and the table."""
_NUMBERED = re.compile(r"(?:.*\(#(\d{1,15})\)|#?(\d{1,15}))", re.DOTALL)


def find(to: int, typed: str) -> int | str:
    """The id of the record that a text names (“Name (#12)”, #12, a name, an address), or what was expected."""
    word, model = TARGETS[to]
    numbered = _NUMBERED.fullmatch(typed)
    if numbered:
        wanted = int(numbered[1] or numbered[2])
        if model.select().where((model.id == wanted) & (model.state == LIVE)).exists():
            return wanted
    ids = _named(model, typed)
    if len(ids) > 1:
        return f"one {word.lower()}: there are several of that name, so write its number too, like “{typed} (#{ids[0]})”"
    return ids[0] if ids else f"the name or number of a {word.lower()} here"


def names(to: int, records: Sequence[int]) -> dict[int, str]:
    """The names of records, in one query; one that is gone, or that who reads may not see, is called by its number."""
    word, model = TARGETS[to]
    rows = onlooker.known(model.select().where(among(model.id, records) & model.state.in_((LIVE, ARCHIVED))))
    return {record: f"{word} {record}" for record in records} | {row.id: row.name for row in rows}


def named(to: int, record: int) -> str:
    """The name of one record."""
    return names(to, (record,))[record]


def _named(model: Any, typed: str) -> list[int]:
    called = model.select(model.id).where((model.name_f == fold(typed)) & (model.state == LIVE))
    rows = onlooker.known(called).order_by(model.id).limit(2)
    ids = [i for (i,) in rows.tuples()]
    if ids or model is not Contact or not emails.is_address(typed):
        return ids
    e = ContactEmail
    query = (
        e.select(fn.DISTINCT(e.contact))
        .join(Contact)
        .where((e.email_key == emails.key(typed)) & (e.state == LIVE) & (Contact.state == LIVE))
    )
    return [i for (i,) in onlooker.known(query, Contact).limit(2).tuples()]
