"""A selection: explicit records, or all a search and a filter find; one subquery for count, page, export and bulk alike."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from peewee import SQL, Expression, ModelSelect, fn

from crm import access, search
from crm.db import among
from crm.filters import Group, alone, compile_tree, describe
from crm.filters.asking import asker_of
from crm.filters.probing import compile_for_few, drivers
from crm.kinds import CONTACTS, Kind
from crm.models import Contact, ContactSearch, Member, Operation, OperationItem
from crm.patience import TooSlow, within
from crm.search import words
from crm.stamp import newest

_KEPT, _FEW = 500, 10
"""How many totals are kept; and how small a part of everybody is few."""
PATIENCE = 0.1
"""Seconds that a page waits for its total."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Living records of a `kind`, people unless it says otherwise: those of `ids`, of an `owner`, or all that `search` and the filter
    `tree` find; archived ones when asked for instead.

    `frozen` is an operation whose items are the records: they stay the same whatever happens to a filter since. `named` is what the smart
    list is called that asks for them, if one does.
    """

    search: str = ""
    ids: tuple[int, ...] | None = None
    archived: bool = False
    owner: int | None = None
    tree: Group | None = None
    frozen: int | None = None
    kind: Kind = CONTACTS
    named: str = field(default="", compare=False)

    def query(self, actor: Member, *columns: object, few: bool = False) -> ModelSelect:
        """The records of the selection that the actor may see; `few` says that only few of them are looked at."""
        table = self.kind.table
        return access.visible(table.select(*(columns or (table.id,))).where(self.where(actor, few)), actor)

    def is_whole(self, actor: Member) -> bool:
        """Whether it is of all living people, narrowed by a search and a filter alone."""
        narrowed = self.archived or actor.only_assigned or self.kind != CONTACTS
        return not narrowed and self.ids is None and self.frozen is None and self.owner is None

    def where(self, actor: Member, few: bool = False) -> Expression:
        """The condition, as this member asks it."""
        table, state = self.kind.table, self.kind.alive(self.archived)
        if self.ids is not None:
            state &= among(table.id, self.ids)
        if self.frozen is not None:
            state &= table.id.in_(frozen_ids(self.frozen, table.number))
        if self.owner is not None:
            state &= table.owner == self.owner
        if self.tree is not None and self.tree.parts:
            state &= self._asked(self.tree, actor, few)
        found = search.condition(self.search, self.kind)
        return state if found is None else state & found

    def _asked(self, tree: Group, actor: Member, few: bool) -> Expression:
        first = drivers(tree) if self.kind == CONTACTS else None
        if first is not None and not few:
            left, everybody = about(Selection(tree=first), actor), about(Selection(), actor)
            few = left is not None and everybody is not None and left * _FEW < everybody
        if few and self.kind == CONTACTS:
            return compile_for_few(tree, asker_of(actor))
        return compile_tree(tree, asker_of(actor), self.kind)

    def sentence(self) -> str:
        """The selection in words."""
        called, typed = self.kind.words, self.search.strip()
        who = f"Archived {called.many}" if self.archived else called.heading
        if self.ids is not None:
            which = "chosen archived" if self.archived else "chosen"
            return f"{len(self.ids)} {which} {called.one if len(self.ids) == 1 else called.many}"
        if self.frozen is not None:
            return _sentence_of(self.frozen)
        if self.owner is not None:
            return f"{who} of {Member.get_by_id(self.owner).name}"
        if self.tree is not None and self.tree.parts:
            said = describe(self.tree, self.kind)
            return f"{said}, {called.who} match “{typed}”" if typed else said
        if typed:
            return f"{who} {called.who} match “{typed}”"
        return f"{called.all} in the archive" if self.archived else called.all


def frozen_ids(operation: int, table: int = Contact.number) -> ModelSelect:
    """The ids of the records of a table, by its number, that an operation has as items."""
    i = OperationItem
    return i.select(i.subject_id).where((i.operation == operation) & (i.subject_kind == table))


def _sentence_of(operation: int) -> str:
    """Who an operation's items were chosen as; one that no longer is there has nobody."""
    head = Operation.get_or_none(Operation.id == operation)
    return str(head.params.get("sentence") or head.title) if head else "Nobody: this choice is no longer kept"


class _Kept(NamedTuple):
    """What is known of a question: the total (None where there was no time for it) at a stamp, and whether counting took long."""

    stamp: int
    total: int | None
    dear: bool


class _Counts:
    """Exact counts, kept as long as nothing was written since."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()
        self._lock = Lock()

    def of(self, selection: Selection, actor: Member) -> int:
        if selection.frozen is not None:
            return _count(selection, actor)
        stamp, key = newest(), _key(selection, actor)
        kept = self._of(key)
        if kept is not None and kept.stamp == stamp and kept.total is not None:
            return kept.total
        began = time.monotonic()
        total = _count(selection, actor)
        self._keep(key, _Kept(stamp, total, time.monotonic() - began > PATIENCE))
        return total

    def quick(self, selection: Selection, actor: Member) -> int | None:
        key = _key(selection, actor)
        kept = self._of(key)
        if kept is not None and kept.dear:
            return kept.total if kept.stamp == newest() else None
        try:
            with within(PATIENCE):
                return self.of(selection, actor)
        except TooSlow:
            self._keep(key, _Kept(0, kept.total if kept else None, dear=True))
            return None

    def last(self, selection: Selection, actor: Member) -> int | None:
        kept = self._of(_key(selection, actor))
        return kept.total if kept else None

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def _of(self, key: tuple[object, ...]) -> _Kept | None:
        with self._lock:
            return self._kept.get(key)

    def _keep(self, key: tuple[object, ...], what: _Kept) -> None:
        with self._lock:
            self._kept[key] = what
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def _key(selection: Selection, actor: Member) -> tuple[object, ...]:
    """Whose question it is and of which day, as far as the answer depends on them."""
    day = asker_of(actor).calendar if selection.tree else None
    return Contact._meta.database.obj, selection, actor.id if actor.only_assigned or selection.tree else 0, day


_counts = _Counts()


def count(selection: Selection, actor: Member) -> int:
    """How many records the selection holds, exactly."""
    return _counts.of(selection, actor)


def quick(selection: Selection, actor: Member) -> int | None:
    """The exact total where it is known or soon counted; None where it would keep somebody waiting."""
    return _counts.quick(selection, actor)


def about(selection: Selection, actor: Member) -> int | None:
    """How many it held when it was last counted, for choosing a plan while others write; where that is not known, what `quick` says."""
    return _counts.last(selection, actor) or quick(selection, actor)


def forget() -> None:
    """Count everything anew: for those who measure."""
    _counts.forget()


def _count(selection: Selection, actor: Member) -> int:
    whole = selection.is_whole(actor)
    only = words.documents_only(selection.search) if whole and selection.tree is None else None
    if only is not None:
        return int(ContactSearch.select(fn.COUNT(SQL("*"))).where(only).scalar())
    asked = alone.of(selection.tree) if whole and selection.tree and not selection.search else None
    found = alone.count(asked, asker_of(actor)) if asked else None
    if asked and found is not None:
        return count(Selection(), actor) - found if asked.refused else found
    return int(selection.query(actor, fn.COUNT(selection.kind.table.id)).scalar())
