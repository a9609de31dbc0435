"""Conditions on what stands in rows of its own: each query gives the records that have such a row."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from peewee import SQL, ModelSelect, fn

from crm import phones
from crm.db import among
from crm.filters.conditions import FALSE, TRUE, Asker, Condition, either, escaped, like, member_ids, text
from crm.filters.tree import Leaf, Part, leaves
from crm.fold import fold
from crm.kinds import CONTACTS, Kind
from crm.models import FOLLOWERS, Contact, ContactEmail, ContactPhone, ContactTag, Member, Note, Tag


def informed(asker: Asker, tree: Part) -> Asker:
    """The one who asks, with all tags that a filter names looked up at once, however many they are."""
    return replace(asker, tags=_ids_of(names)) if asker.tags is None and (names := _named(tree)) else asker


def _email_rows(leaf: Leaf, _: Asker) -> ModelSelect:
    e = ContactEmail
    if leaf.op in ("empty", "not_empty"):
        return e.select(e.contact).where(e.state == SQL("1"))
    return e.holders(lambda column: text(column, leaf))


def _phone_rows(leaf: Leaf, asker: Asker) -> ModelSelect:
    p = ContactPhone
    query = p.select(p.contact).where(p.state == SQL("1"))
    if leaf.op in ("empty", "not_empty"):
        return query
    values = leaf.value if leaf.op == "any_of" else (leaf.value,)
    return query.where(either([_number_like(p, leaf.op, value, asker.region) for value in values]))


def _number_like(p: Any, op: str, value: str, region: str) -> Condition:
    """A number as it was typed, or by its digits, however both are written: numbers are kept with plain digits and signs."""
    value = phones.plain(value)
    bare = re.sub(r"\D+", "", value)
    trunk = re.sub(r"^(00|0)+", "", bare)
    typed = fn.LOWER(p.typed)
    if op in ("is", "any_of"):
        number = phones.e164(value, region)
        key = phones.key(number, value)
        same = (p.phone_key == key) & _of_its_country(p.e164, number) if key else FALSE
        return (typed == fold(value)) | same
    as_typed = {"contains": "%{}%", "starts_with": "{}%", "ends_with": "%{}"}[op]
    found = like(typed, as_typed.format(escaped(fold(value))))
    if not bare:
        return found
    digits = fn.COALESCE(p.e164, p.phone_key)
    if op == "contains":
        return found | like(digits, f"%{trunk or bare}%")
    if op == "ends_with":
        return found | like(digits, f"%{bare}")
    return found | like(digits, f"+{trunk or bare}%") | like(p.phone_key, f"{trunk or bare}%")


def _of_its_country(e164: Any, number: str | None) -> Condition:
    """The last digits tell a number only within its country; where one of the two is of none, they are all there is."""
    return (e164.is_null() | (e164 == number)) if number else TRUE


def _tag_rows(leaf: Leaf, asker: Asker) -> ModelSelect:
    t = ContactTag
    if leaf.op in ("empty", "not_empty"):
        query = t.select(t.contact).join(Tag, on=(Tag.id == Tag.stood_for(t.tag)))
        return query.where((t.on == 1) & (Tag.state == SQL("1")))
    wanted, known = {fold(value) for value in leaf.value}, asker.tags or {}
    ids = known if wanted <= set(known) else _ids_of(wanted)
    return t.select(t.contact).where((t.on == 1) & among(t.tag, sorted(i for name in wanted for i in ids[name])))


def _named(tree: Part) -> set[str]:
    """The tags that conditions name, folded."""
    asked = (part for part, _ in leaves(tree) if isinstance(part, Leaf) and part.field == "tags" and part.value)
    return {fold(value) for leaf in asked for value in leaf.value}


def _ids_of(names: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Each of these tags by its folded name, with all that were merged into it; one that nobody ever had has none."""
    found: dict[str, tuple[int, ...]] = dict.fromkeys(names, ())
    living = Tag.select(Tag.name_f, Tag.id).where((Tag.state == SQL("1")) & among(Tag.name_f, sorted(names)))
    roots = {tag: name for name, tag in living.tuples()}
    for tag, root in (*((tag, tag) for tag in roots), *(Tag.merged().items() if roots else ())):
        if root in roots:
            found[roots[root]] += (tag,)
    return found


def _follower_rows(leaf: Leaf, asker: Asker, table: Any = Contact) -> ModelSelect:
    f = FOLLOWERS[table]
    query: ModelSelect = f.select(f.record_field()).where(f.on == 1)
    if leaf.op in ("empty", "not_empty"):
        return query.join(Member, on=(Member.id == f.member_field())).where(Member.state == SQL("1"))
    return query.where(among(f.member_field(), member_ids(leaf.value, asker)))


def _note_rows(leaf: Leaf, _: Asker) -> ModelSelect:
    n = Note
    query = n.select(n.contact).where((n.state == SQL("1")) & n.contact.is_null(False))
    return query if leaf.op in ("empty", "not_empty") else query.where(text(n.text_f, leaf))


_ROWS: dict[str, Callable[[Leaf, Asker], ModelSelect]] = {
    "email": _email_rows,
    "emails": _email_rows,
    "phone": _phone_rows,
    "phones": _phone_rows,
    "tags": _tag_rows,
    "followers": _follower_rows,
    "note": _note_rows,
}


def rows_of(kind: Kind) -> Mapping[str, Callable[[Leaf, Asker], ModelSelect]]:
    """The fields of a kind that stand in rows of their own, by key; of others than people only who follows does."""
    return _ROWS if kind == CONTACTS else {"followers": partial(_follower_rows, table=kind.table)}
