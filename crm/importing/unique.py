"""Values of the office's own fields that only one record may have: rows match by them when asked, and never give one away twice."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crm.db import among
from crm.fields import Field, custom
from crm.fields.types import type_of
from crm.importing.draft import Draft
from crm.journal import taken, values
from crm.models import ARCHIVED, LIVE, Contact, CustomValue

Token = tuple[str, str]
"""A field's key, and what a value is found by."""


def fields() -> Sequence[Field]:
    """The contact fields whose values are unique: a file may be matched by them."""
    return custom.unique_of(Contact.number)


def tokens_of(draft: Draft) -> list[Token]:
    """What a row's unique values are found by."""
    if draft.tokens is None:
        draft.tokens = [(one.key, _found_by(one, value)) for one in fields() if (value := draft.values.get(one.key))]
    return draft.tokens


def hold(drafts: Sequence[Draft], returning: bool) -> None:
    """Let nobody else take values of the fields that these rows fill until the transaction ends; of all, where people may come back from the archive."""
    taken.stay()
    taken.hold(one.own.id for one in fields() if returning or any(draft.values.get(one.key) for draft in drafts))


def held_by(people: Sequence[int]) -> dict[int, list[Token]]:
    """What the unique values of these people are found by; one query, and none without people."""
    known = {one.own.id: one for one in fields()}
    held = values.of(people, list(known)) if people else {}
    return {person: [(known[i].key, _found_by(known[i], value)) for i, value in mine.items()] for person, mine in held.items()}


def holders(tokens: Iterable[Token]) -> Iterator[tuple[Token, int, int]]:
    """(token, contact, its state) for everybody, also archived, who holds one of these unique values: a query a field."""
    v, asked_for = CustomValue, set(tokens)
    for one in fields():
        wanted = sorted(text for key, text in asked_for if key == one.key)
        if not wanted:
            continue
        column: Any = v._meta.fields[type_of(one).by]
        asked = wanted if type_of(one).by == "text_f" else [_number(text) for text in wanted]
        rows = (
            v.select(column, v.record, Contact.state)
            .join(Contact, on=(Contact.id == v.record))
            .where((v.field == one.own.id) & column.is_null(False))
        )
        rows = rows.where(among(column, asked) if type_of(one).by == "text_f" else column.in_(asked))
        for found, contact, state in rows.where(Contact.state.in_((LIVE, ARCHIVED))).tuples():
            yield (one.key, str(found)), contact, state


def _found_by(one: Field, value: str) -> str:
    key = type_of(one).keys(value)[0]
    return str(key.num) if key.text_f is None else key.text_f


def _number(text: str) -> Any:
    return CustomValue.num.db_value(text)
