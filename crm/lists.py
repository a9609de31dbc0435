"""Smart lists: saved filters, shared or not, always live."""

import json
import re
from dataclasses import dataclass
from typing import Any

from peewee import Expression

from crm import access, kinds, list_marks, text
from crm.errors import CrmError, NotFound
from crm.filters import BadFilter, Group, Leaf, Related, as_json, describe, listed, read
from crm.filters.tree import ALL, NONE
from crm.fold import fold
from crm.journal import operation
from crm.kinds import BUSINESSES, CONTACTS, Kind
from crm.models import LIVE, Member, SmartList
from crm.models.smart_list import EDIT, PRIVATE, SEE

SHARED = (PRIVATE, SEE, EDIT)
_WORDS = {PRIVATE: "Only its owner", SEE: "All may see", EDIT: "All may change"}


class BadName(CrmError):
    """A list needs a name of 1 to 100 characters."""


class NameTaken(CrmError):
    """You have a list called “{name}” already."""

    status = 409


class NotYourList(CrmError):
    """{name} belongs to {owner}, who lets others use it but not change it. Save a copy of your own."""

    status = 403


class ListGone(NotFound):
    """This list was deleted, or its owner no longer lets you use it."""


class NoSuchList(CrmError):
    """There is no list called “{name}” that you may use."""

    status = 404


class BadSharing(CrmError):
    """A list is private, shared to see, or shared to edit."""


class Broken(CrmError):
    """The list “{name}” can’t be used: {why} Nothing was selected."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A list that every office has: its key, name and filter."""

    key: str
    name: str
    tree: Group


READY = (
    Ready("new", "New this week", Group(ALL, (Leaf("created_at", "this_week"),))),
    Ready("mine", "Mine", Group(ALL, (Leaf("owner", "is", "me"),))),
    Ready("unowned", "No owner", Group(ALL, (Leaf("owner", "empty"),))),
    Ready("no-email", "Missing email", Group(ALL, (Leaf("email", "empty"),))),
    Ready("birthdays", "Birthdays in 30 days", Group(ALL, (Leaf("birth_date", "anniversary_in_next", (30, "day")),))),
    Ready("quiet", "Not touched for 90 days", Group(NONE, (Leaf("last_activity_at", "in_last", (90, "day")),))),
)

_READY_OF = {
    CONTACTS.number: READY,
    BUSINESSES.number: (*READY[:3], Ready("empty", "No people", Group(ALL, (Related("people", Group(ALL), "eq", 0),)))),
}


def ready_of(kind: Kind) -> tuple[Ready, ...]:
    """The lists of a kind of record that every office has."""
    return _READY_OF.get(kind.number, READY[:3])


def save(
    name: str, tree: Group, *, by: Member, kind: Kind = CONTACTS, shared: str = PRIVATE, key: str | None = None, **view: str
) -> SmartList:
    """Save a filter as a list of the member's own; `view` may hold its columns, keys joined by commas, and its sort."""
    bare = _name(name, by, kind.number)
    if shared not in SHARED:
        raise BadSharing()
    with operation("list.created", by=by, title=f"Made the list {bare}", key=key) as op:
        kept = {"shown": view.get("columns", ""), "sort": view.get("sort", "name"), "shared": shared}
        made: SmartList = op.add(SmartList, name=bare, owner=by, subject=kind.number, tree=_stored(tree), **kept)
        tree_of(made)
    return made


def is_free(name: str, by: Member, kind: Kind = CONTACTS) -> bool:
    """Whether the member may call a new list so; a name no list may have raises BadName."""
    try:
        return bool(_name(name, by, kind.number))
    except NameTaken:
        return False


def change(found: SmartList, *, by: Member, key: str | None = None, opened: int | None = None, **values: Any) -> bool:
    """Change a list's name, shared, tree (a Group), columns or sort; tells whether anything changed.

    With the mark it was `opened` at (`crm.list_marks`), what another changed since raises ListMoved.
    """
    from crm.filters import using  # which reads lists

    require_edit(found, by)
    clean: dict[str, Any] = {}
    if "name" in values:
        clean["name"] = _name(values["name"], by, found.subject, but=found.id)
    if "shared" in values:
        if values["shared"] not in SHARED:
            raise BadSharing()
        clean["shared"] = values["shared"]
    if "tree" in values:
        clean["tree"] = _stored(values["tree"])
    clean |= {column: values[name] for name, column in (("columns", "shown"), ("sort", "sort")) if name in values}
    with operation("list.edited", by=by, title=f"Changed the list {clean.get('name', found.name)}", key=key) as op:
        list_marks.require(found, opened, by)
        old = str(found.name)
        changed = op.put(found, **clean)
        if fold(found.name) != fold(old):
            using.follow_list(op, found, old)
        if "tree" in clean:
            tree_of(found)
        return changed


def said(found: SmartList, **values: Any) -> dict[str, str]:
    """A list in words, part for part, as it is or as it would be with other values."""
    kind = kinds.of(found.subject)
    sort, shown = values.get("sort", found.sort), values.get("columns", found.shown)
    try:
        tree = values["tree"] if "tree" in values else tree_of(found)
        filtered = describe(tree or Group(ALL), kind)
    except Broken as error:
        filtered = str(error)
    return {
        "Name": values.get("name", found.name),
        "Who may use it": _WORDS.get(values.get("shared", found.shared), ""),
        "Filter": filtered,
        "Order": kind.fields[sort.lstrip("-")].label + (", downwards" if sort[0] == "-" else ""),
        "Columns": ", ".join(kind.fields[key].label for key in shown.split(",") if key in kind.fields) or "The usual ones",
    }


def remove(found: SmartList, *, by: Member, key: str | None = None) -> None:
    """Delete a list; nobody in it is touched."""
    require_edit(found, by)
    with operation("list.removed", by=by, title=f"Deleted the list {found.name}", key=key) as op:
        op.remove(found)


def tree_of(found: SmartList) -> Group:
    """The filter of a list; one that no longer makes sense raises Broken, and never means everybody."""
    try:
        tree, kind = read(found.tree, kinds.of(found.subject)), kinds.of(found.subject)
        listed.require_an_end((found,), tree, kind, read)
    except BadFilter as error:
        raise Broken(name=found.name, why=f"{error.what} ({_place(error.where)}).", found=found) from error
    return tree


def _place(where: str) -> str:
    """Where a filter is wrong, as the builder numbers its conditions."""
    steps = [str(int(step) + 1) for step in re.findall(r"\[(\d+)\]", where)]
    return f"condition {'.'.join(('1', *steps))}" if steps else where


def visible_to(actor: Member, kind: Kind = CONTACTS) -> list[SmartList]:
    """The lists of a kind a member may use, by name: their own, shared ones, and for owners and admins those of members who left."""
    query = SmartList.select(SmartList, Member).join(Member, on=(Member.id == SmartList.owner))
    return list(
        query.where((SmartList.state == LIVE) & (SmartList.subject == kind.number) & _may_see(actor)).order_by(
            SmartList.name_f, SmartList.id
        )
    )


def load(list_id: int, actor: Member) -> SmartList:
    """A list by its number, if the member may use it; else raises ListGone."""
    query = SmartList.select(SmartList, Member).join(Member, on=(Member.id == SmartList.owner))
    found = query.where((SmartList.id == list_id) & (SmartList.state == LIVE) & _may_see(actor)).first()
    if found is None:
        raise ListGone()
    kept: SmartList = found
    return kept


def named(name: str, actor: Member, kind: Kind = CONTACTS) -> tuple[Group, SmartList | None]:
    """The filter of a list of a kind by its name: one's own first, then shared ones, then the ready-made."""
    wanted = fold(name)
    found = sorted((one for one in visible_to(actor, kind) if one.name_f == wanted), key=lambda one: one.owner_id != actor.id)
    if found:
        return tree_of(found[0]), found[0]
    for ready in ready_of(kind):
        if fold(ready.name) == wanted or ready.key == name:
            return ready.tree, None
    raise NoSuchList(name=name)


def may_change(found: SmartList, by: Member) -> bool:
    """Whether the member may change a list they may use."""
    try:
        require_edit(found, by)
    except NotYourList:
        return False
    return True


def require_edit(found: SmartList, by: Member) -> None:
    """Refuse changes to a list that is another's, unless it is shared to edit, or its owner left and an admin asks."""
    orphaned = found.owner.state != LIVE and access.is_admin(by)
    if found.owner_id == by.id or (found.shared == EDIT and access.may_edit(by)) or orphaned:
        return
    raise NotYourList(name=found.name, owner=found.owner.name)


def _may_see(actor: Member) -> Expression:
    mine = (SmartList.owner == actor.id) | SmartList.shared.in_((SEE, EDIT))
    return mine | (Member.state != LIVE) if access.is_admin(actor) else mine


def _stored(tree: Group) -> str:
    return json.dumps(as_json(tree), ensure_ascii=False, separators=(",", ":"))


def _name(name: str, by: Member, subject: int, but: int = 0) -> str:
    bare = text.single_line(name)
    if not 1 <= len(bare) <= 100 or text.has_control(bare):
        raise BadName()
    mine = (SmartList.owner == by.id) & (SmartList.state == LIVE) & (SmartList.subject == subject)
    if SmartList.select().where(mine & (SmartList.name_f == fold(bare)) & (SmartList.id != but)).exists():
        raise NameTaken(name=bare)
    return bare
