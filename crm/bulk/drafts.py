"""A choice of records, fixed when a preview is opened: a draft operation whose items are they. It becomes the act, or dies in a day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from peewee import SQL, ModelSelect, Value, fn

from crm import clock, kinds
from crm.bulk.errors import Expired
from crm.db import db, not_member
from crm.filters import BadFilter, as_json, parse
from crm.journal import items, once
from crm.kinds import CONTACTS, Kind
from crm.models import Member, Operation, OperationItem
from crm.models.operation import DRAFT
from crm.selection import Selection, frozen_ids

LIFE = timedelta(hours=24)


def draft(chosen: Selection, action: str = "", *, by: Member, via: str = "web", key: str | None = None, back: str = "") -> Operation:
    """Fix whom an act is going to be about, in one statement; nothing is done to anybody.

    `back` is the address of the list they were chosen in. Explicit ids stay as they were given, for who may not be seen is refused when the act comes to them, and named to nobody.
    """
    params = {"action": action, "sentence": chosen.sentence(), "chosen": _as_params(chosen), "back": back}
    with once(by, key):
        head = Operation.create(
            kind="bulk", title="", actor=by.id, via=via, params=params, status=DRAFT, idem_key=key, created_at=clock.now()
        )
        _freeze(head, chosen, by)
    return Operation.get_by_id(head.id)


def refreeze(head: Operation, *, by: Member) -> None:
    """Take the list as it is now in the place of what it was when the preview was opened; of those who were ticked, who is in it still."""
    require_fresh(head)
    with db.atomic():
        chosen = selection_of(head)
        if head.params["chosen"]["ids"]:
            gone = {i for (i,) in left(head, by).tuples()}
            chosen = replace(
                chosen, frozen=None, ids=tuple(i for (i,) in frozen_ids(head.id, chosen.kind.table.number).tuples() if i not in gone)
            )
            Operation.update(params={**head.params, "sentence": chosen.sentence()}).where(Operation.id == head.id).execute()
        OperationItem.delete().where(OperationItem.operation == head.id).execute()
        _freeze(head, chosen, by)


def selection_of(head: Operation) -> Selection:
    """The question that a draft's records answered; explicit ids are the frozen records themselves."""
    asked, kind = head.params["chosen"], kind_of(head)
    if asked.get("ids"):
        return Selection(frozen=head.id, archived=asked["archived"], kind=kind)
    return _question(head)


def _question(head: Operation) -> Selection:
    """What the list asked in which the records were chosen; who was ticked stays so where its filter can't be asked any more."""
    asked, kind = head.params["chosen"], kind_of(head)
    try:
        tree = parse(asked["tree"], kind) if asked["tree"] else None
    except BadFilter:
        if not asked["ids"]:
            raise
        tree = None
    given = {name: asked[name] for name in ("search", "archived", "owner", "frozen")}
    return Selection(**given, tree=tree, kind=kind)


def kind_of(head: Operation) -> Kind:
    """The kind of record that a choice, or the act it became, is about."""
    return kinds.of(head.params["chosen"].get("of", CONTACTS.number))


def joined(head: Operation, by: Member) -> ModelSelect:
    """The records that would be chosen now and were not when the preview was opened; none where each was ticked."""
    table = kind_of(head).table
    kept = frozen_ids(head.id, table.number).where(OperationItem.subject_id.is_null(False))
    return selection_of(head).query(by).where(not_member(table.id, kept))


def left(head: Operation, by: Member) -> ModelSelect:
    """The records that were chosen when the preview was opened and are not in their list now, as far as the member sees them."""
    kind = kind_of(head)
    gone = not_member(kind.table.id, _question(head).query(by))
    return Selection(frozen=head.id, archived=head.params["chosen"]["archived"], kind=kind).query(by).where(gone)


def require_fresh(head: Operation) -> None:
    """Refuse a choice that was made more than a day ago, or whose kind of record was deleted since."""
    if kind_of(head) not in kinds.every():
        raise kinds.NoSuchKind()
    if head.status == DRAFT and head.created_at < clock.now() - LIFE:
        raise Expired()


def drop(head: Operation) -> None:
    """Remove a draft: whoever only looked leaves nothing behind."""
    with db.atomic():
        OperationItem.delete().where(OperationItem.operation == head.id).execute()
        Operation.delete().where((Operation.id == head.id) & (Operation.status == DRAFT)).execute()


def clear() -> int:
    """Remove drafts that nobody started within a day; gives how many."""
    with db.atomic():
        old = Operation.select(Operation.id).where(
            (Operation.status == DRAFT) & (Operation.kind == "bulk") & (Operation.created_at < clock.now() - LIFE)
        )
        ids = [i for (i,) in old.tuples()]
        OperationItem.delete().where(OperationItem.operation.in_(ids)).execute()
        return int(Operation.delete().where(Operation.id.in_(ids)).execute())


def _freeze(head: Operation, chosen: Selection, by: Member) -> None:
    total = items.freeze(head.id, _records(chosen, by))
    Operation.update(total=total).where(Operation.id == head.id).execute()


def _records(chosen: Selection, by: Member) -> ModelSelect | list[tuple[int, int, int]]:
    table = chosen.kind.table
    if chosen.ids is not None:
        return items.given([(table.number, i) for i in sorted(set(chosen.ids))])
    rank = fn.ROW_NUMBER().over(order_by=[table.id])
    kind = Value(table.number).cast("smallint").alias("subject_kind")
    return chosen.query(by, rank.alias("seq"), kind, table.id.alias("subject_id")).order_by(SQL("seq"))


def _as_params(chosen: Selection) -> dict[str, Any]:
    return {
        "of": chosen.kind.number,
        "search": chosen.search,
        "ids": chosen.ids is not None,
        "archived": chosen.archived,
        "owner": chosen.owner,
        "frozen": chosen.frozen,
        "tree": as_json(chosen.tree) if chosen.tree else None,
    }
