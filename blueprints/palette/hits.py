"""What the palette finds by a few letters, each within the rights of who asks."""

import json
from typing import NamedTuple

from flask import url_for

from blueprints.web import places
from blueprints.web.guard import me
from blueprints.web.nav import ENTRIES
from blueprints.web.view import list_url, record_url
from crm import access, kinds, lists
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.fold import fold
from crm.kinds import BUSINESSES, Kind
from crm.selection import Selection
from crm.tags import uses

_PEOPLE, _RECORDS = 6, 3


class Hit(NamedTuple):
    """One line of the palette: where it leads, its icon, its name and what stands beside it."""

    url: str
    icon: str
    name: str
    beside: str = ""
    key: str = ""


Groups = list[tuple[str, list[Hit]]]


def found(sought: str) -> Groups:
    """Everything these letters find, under what it is; without letters the pages and actions there are."""
    own = kinds.own()
    groups: Groups = [("People", _people(sought))] if sought else []
    if len(sought) > 1:
        groups += [(kind.words.heading, _records(kind, sought)) for kind in (BUSINESSES, *own)]
        groups += [("Tags", _tags(sought)), ("Lists", _lists(sought, own))]
    groups += [("Pages", _fitting(_pages(own), sought)), ("Actions", _actions(own, sought))]
    return [(title, hits) for title, hits in groups if hits]


def _people(sought: str) -> list[Hit]:
    ids = listing.page_ids(Selection(search=sought), Sort(), 0, _PEOPLE, me())
    return [
        Hit(url_for("contacts.show", contact_id=row.id), "user", row.name, " · ".join(filter(None, (row.business, row.phone or row.email))))
        for row in listing.rows(ids)
    ]


def _records(kind: Kind, sought: str) -> list[Hit]:
    ids = listing.page_ids(Selection(search=sought, kind=kind), Sort(), 0, _RECORDS, me())
    names = dict(kind.table.select(kind.table.id, kind.table.name).where(kind.table.id.in_(ids)).tuples())
    icon = "building" if kind == BUSINESSES else "stack-2"
    return [Hit(record_url(kind, one), icon, names[one], kind.words.one.capitalize()) for one in ids]


def _tags(sought: str) -> list[Hit]:
    def carriers(name: str) -> str:
        return url_for("contacts.index", filter=json.dumps({"field": "tags", "op": "has_any", "value": [name]}))

    return [Hit(carriers(tag.name), "tag", tag.name, "People with this tag") for tag in uses.called(sought, _RECORDS, me())]


def _lists(sought: str, own: tuple[Kind, ...]) -> list[Hit]:
    hits = []
    for kind in (kinds.CONTACTS, BUSINESSES, *own):
        ready = [(one.key, one.name) for one in lists.ready_of(kind)]
        every = [(str(one.id), one.name) for one in lists.visible_to(me(), kind)] + ready
        hits += [Hit(list_url(kind, list=key), "list", name, f"List of {kind.words.many}") for key, name in every]
    return _fitting(hits, sought, beside=False)[:_PEOPLE]


def _pages(own: tuple[Kind, ...]) -> list[Hit]:
    hits = [Hit(url_for(e.endpoint), e.icon, e.label) for e in ENTRIES if e.for_viewers or access.may_edit(me())]
    hits += [Hit(list_url(kind), "stack-2", kind.words.heading) for kind in own]
    hits.append(Hit(url_for("lists.index"), "list", "Smart lists"))
    listed = {hit.name for hit in hits}
    for _, section in places.found("", me()):
        hits += [Hit(url_for(p.endpoint), p.icon, p.name, p.holds) for p in section if p.name not in listed]
    return hits


def _actions(own: tuple[Kind, ...], sought: str) -> list[Hit]:
    hits = [*_makings(own), *_of_all(), *_of_admins()]
    found = _fitting(hits, sought)
    if sought and access.may_edit(me()) and not any(hit.name == "New contact" for hit in found):
        found.append(Hit(url_for("contacts.new", name=sought), "plus", f"New contact “{sought}”"))
    return found


def _makings(own: tuple[Kind, ...]) -> list[Hit]:
    if not access.may_edit(me()):
        return []
    hits = [Hit(url_for("contacts.new"), "plus", "New contact", key="C"), Hit(url_for("tasks.new"), "plus", "New task", key="T")]
    hits += [Hit(url_for("records.new", of=kind.key), "plus", f"New {kind.words.one}") for kind in (BUSINESSES, *own)]
    return [*hits, Hit(url_for("imports.new"), "upload", "Import contacts")]


def _of_all() -> list[Hit]:
    return [
        Hit(url_for("lists.build"), "filter", "New filter", "Find people by conditions"),
        Hit(url_for("exports.new"), "printer", "Print and export"),
        Hit(url_for("tasks.sheet"), "printer", "Print the day sheet"),
        Hit(url_for("palette.help"), "help-circle", "Help", key="?"),
    ]


def _of_admins() -> list[Hit]:
    if not access.is_admin(me()):
        return []
    return [
        Hit(url_for("fields.new", of="contacts"), "plus", "New field"),
        Hit(url_for("tags.index"), "plus", "New tag"),
        Hit(url_for("objects.define"), "plus", "New object"),
        Hit(url_for("associations.index"), "plus", "New label of links"),
        Hit(url_for("members.index"), "user-plus", "Invite a member"),
    ]


def _fitting(hits: list[Hit], sought: str, beside: bool = True) -> list[Hit]:
    words = fold(sought).split()
    return [hit for hit in hits if all(word in fold(f"{hit.name} {hit.beside if beside else ''}") for word in words)]
