"""Records that a custom field points to: found by what people type, and called by their names."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from peewee import SQL, Expression, ModelSelect, fn

from crm import emails, onlooker
from crm.db import among
from crm.fields import custom
from crm.fields.field import Field
from crm.fold import fold
from crm.models import ARCHIVED, LIVE, Business, Contact, ContactEmail, CustomRecord, CustomValue
from crm.models.custom_object import FIRST_OWN


class Target(NamedTuple):
    """Records that a reference may point to: what one and many are called, where they are stored and which rows of that table they are.

    Those of an object that was deleted are pointed to no more, but what points to them is still told.
    """

    one: str
    many: str
    table: Any
    within: Expression | None = None
    gone: bool = False

    def records(self, *columns: Any) -> ModelSelect:
        """A query over them, of any state."""
        query = self.table.select(*columns)
        return query if self.within is None else query.where(self.within)


_ALWAYS = {Contact.number: Target("contact", "contacts", Contact), Business.number: Target("business", "businesses", Business)}
_NUMBERED = re.compile(r"(?:.*\(#(\d{1,15})\)|#?(\d{1,15}))", re.DOTALL)


def targets() -> dict[int, Target]:
    """What a reference may point to now, by the number of the kind: contacts, businesses, and the office's own objects."""
    return {number: one for number, one in _every().items() if not one.gone}


def target(to: int) -> Target:
    """What a reference points to, also where the object was deleted."""
    return _every()[to]


def find(field: Field, typed: str) -> int | str:
    """The id of the record that a text names (“Name (#12)”, #12, a name, an address), or what was expected.

    Who may not see a record sets no link to it by its number, but may send back one that is there.
    """
    aim = target(field.own.to)
    if aim.gone:
        return f"empty: {aim.many} were deleted, so nothing can point to one"
    a = f"{'an' if fold(aim.one)[:1] in tuple('aeiou') else 'a'} {aim.one}"
    numbered = _NUMBERED.fullmatch(typed)
    if numbered:
        wanted = int(numbered[1] or numbered[2])
        here = aim.records(aim.table.id).where((aim.table.id == wanted) & (aim.table.state == LIVE))
        if onlooker.known(here).exists() or (here.exists() and _is_shown(field, wanted)):
            return wanted
    ids = _named(aim, typed)
    if len(ids) > 1:
        return f"one {aim.one}: there are several of that name, so write its number too, like “{typed} (#{ids[0]})”"
    return ids[0] if ids else f"the name or number of {a} here"


def names(to: int, records: Sequence[int]) -> dict[int, str]:
    """The names of records, in one query; one that is gone, or that who reads may not see, is called by its number."""
    aim = target(to)
    word = aim.one[:1].upper() + aim.one[1:]
    rows = onlooker.known(aim.records().where(among(aim.table.id, records) & aim.table.state.in_((LIVE, ARCHIVED))))
    return {record: f"{word} {record}" for record in records} | {row.id: row.name for row in rows}


def named(to: int, record: int) -> str:
    """The name of one record."""
    return names(to, (record,))[record]


def _every() -> dict[int, Target]:
    made = {
        FIRST_OWN + one.id: Target(one.one, one.many, CustomRecord, CustomRecord.object == one.id, one.state != LIVE)
        for one in custom.objects()
    }
    return _ALWAYS | made


def _is_shown(field: Field, record: int) -> bool:
    """Whether something that the reader sees points to a record by this field, so that they know its number."""
    v, holders = CustomValue, target(field.own.subject)
    pointing = v.select(v.record).where((v.field == field.own.id) & (v.num == record) & v.num.is_null(False))
    return bool(onlooker.known(holders.records(holders.table.id).where(holders.table.id.in_(pointing))).exists())


def _named(aim: Target, typed: str) -> list[int]:
    table = aim.table
    called = aim.records(table.id).where((table.name_f == fold(typed)) & (table.state == SQL("1")))
    ids = [i for (i,) in onlooker.known(called).order_by(table.id).limit(2).tuples()]
    if ids or table is not Contact or not emails.is_address(typed):
        return ids
    e = ContactEmail
    query = (
        e.select(fn.DISTINCT(e.contact))
        .join(Contact)
        .where((e.email_key == emails.key(typed)) & (e.state == LIVE) & (Contact.state == LIVE))
    )
    return [i for (i,) in onlooker.known(query, Contact).limit(2).tuples()]
