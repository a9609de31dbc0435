"""A choice of people, fixed when a preview is opened: a draft operation whose items are they. It becomes the act, or dies in a day."""

from datetime import timedelta
from typing import Any

from peewee import SQL, ModelSelect, Value, fn

from crm import clock
from crm.bulk.errors import Expired
from crm.db import db, not_member
from crm.filters import as_json, parse
from crm.journal import items, once
from crm.models import Contact, Member, Operation, OperationItem
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
    """Take the list as it is now in the place of what it was when the preview was opened."""
    require_fresh(head)
    with db.atomic():
        OperationItem.delete().where(OperationItem.operation == head.id).execute()
        _freeze(head, selection_of(head), by)


def selection_of(head: Operation) -> Selection:
    """The question that a draft's people answered; explicit ids are the frozen people themselves."""
    asked: dict[str, Any] = head.params["chosen"]
    if asked.get("ids"):
        return Selection(frozen=head.id, archived=asked["archived"])
    tree = parse(asked["tree"]) if asked["tree"] else None
    return Selection(search=asked["search"], archived=asked["archived"], owner=asked["owner"], frozen=asked["frozen"], tree=tree)


def joined(head: Operation, by: Member) -> ModelSelect:
    """The people who would be chosen now and were not when the preview was opened."""
    return selection_of(head).query(by).where(not_member(Contact.id, frozen_ids(head.id).where(OperationItem.subject_id.is_null(False))))


def left(head: Operation, by: Member) -> ModelSelect:
    """The people who were chosen when the preview was opened and would not be now, as far as the member sees them."""
    gone = not_member(Contact.id, selection_of(head).query(by))
    return Selection(frozen=head.id, archived=head.params["chosen"]["archived"]).query(by).where(gone)


def require_fresh(head: Operation) -> None:
    """Refuse a choice that was made more than a day ago."""
    if head.status == DRAFT and head.created_at < clock.now() - LIFE:
        raise Expired()


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
    total = items.freeze(head.id, _people(chosen, by))
    Operation.update(total=total).where(Operation.id == head.id).execute()


def _people(chosen: Selection, by: Member) -> ModelSelect | list[tuple[int, int, int]]:
    if chosen.ids is not None:
        return items.given([(Contact.number, i) for i in sorted(set(chosen.ids))])
    rank = fn.ROW_NUMBER().over(order_by=[Contact.id])
    kind = Value(Contact.number).cast("smallint").alias("subject_kind")
    return chosen.query(by, rank.alias("seq"), kind, Contact.id.alias("subject_id")).order_by(SQL("seq"))


def _as_params(chosen: Selection) -> dict[str, Any]:
    return {
        "search": chosen.search,
        "ids": chosen.ids is not None,
        "archived": chosen.archived,
        "owner": chosen.owner,
        "frozen": chosen.frozen,
        "tree": as_json(chosen.tree) if chosen.tree else None,
    }
