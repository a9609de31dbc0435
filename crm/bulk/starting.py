"""Starting a bulk act on a choice of records: at once, at a time, or little by little."""

from peewee import fn

from crm import access
from crm.bulk import drafts
from crm.bulk.action import Action, Given, Params
from crm.bulk.errors import Begun, NobodyChosen, Unsaid
from crm.bulk.registry import action
from crm.bulk.schedule import When
from crm.db import db, is_sqlite
from crm.journal import items, work
from crm.models import Change, Member, Operation
from crm.models.operation import DRAFT, QUEUED
from crm.selection import Selection

AT_ONCE = 200


def newest_change() -> int:
    """The newest change there is: what somebody who looks at a preview now has before them."""
    return int(Change.select(fn.MAX(Change.id)).scalar() or 0)


def start(
    head: Operation, given: Given, *, by: Member, key: str | None = None, seen: int | None = None, when: When | None = None
) -> Operation:
    """Turn a draft into the act `key`, which waits for the worker; a second start raises Begun."""
    kind = drafts.kind_of(head)
    what = action(key or head.params["action"], kind)
    _require(what, by)
    drafts.require_fresh(head)
    wanted = meant(what, given, by, when)
    params = {**head.params, "action": what.key, "aim": wanted, "seen": seen, **(when.params if when else {})}
    with db.atomic():
        query = Operation.select().where(Operation.id == head.id)
        now = (query if is_sqlite() else query.for_update()).get()
        if now.status != DRAFT:
            raise Begun()
        if not now.total:
            raise NobodyChosen(none=kind.words.none)
        title = what.sentence(wanted, _whom(now))
        begins = when.begins if when else None
        Operation.update(status=QUEUED, params=params, title=title, not_before=begins).where(Operation.id == head.id).execute()
        items.announce(now)
    return Operation.get_by_id(head.id)


def finish_small(head: Operation) -> Operation:
    """Do a small act here and now, unless a worker was faster or it is to happen later; large ones are left to the worker."""
    if head.status == QUEUED and head.total <= AT_ONCE and head.not_before is None:
        work.run(head.id)
    return Operation.get_by_id(head.id)


def act(chosen: Selection, key: str, given: Given, *, by: Member, via: str = "web", idem: str | None = None) -> Operation:
    """Choose and start in one go, without a preview: for programs."""
    what = action(key, chosen.kind)
    _require(what, by)
    what.read(given, by)
    head = drafts.draft(chosen, key, by=by, via=via, key=idem)
    return start(head, given, by=by)


def set_field(chosen: Selection, key: str, value: str, *, by: Member, via: str = "web", idem: str | None = None) -> Operation:
    """Set one field of all in a selection; empty clears."""
    return act(chosen, "set-field", {"field": [key], "value": [value]}, by=by, via=via, idem=idem)


def meant(what: Action, given: Given, by: Member, when: When | None) -> Params:
    """What was typed as parameters; raises what is wrong with it, or with when it is to happen."""
    if when and when.drip and not what.drips:
        raise Unsaid(what=f"{what.label} happens in one go: it can’t be spread over time.")
    return what.read(given, by)


def _require(what: Action, by: Member) -> None:
    if not what.may(by):
        raise access.NotAllowed()


def _whom(head: Operation) -> str:
    sentence = str(head.params["sentence"])
    return sentence[:1].lower() + sentence[1:]
