"""The command palette: people, businesses, pages and actions by a few letters; and the page of help."""

from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, url_for

from blueprints.web import hypermedia, places
from blueprints.web.guard import me
from blueprints.web.nav import ENTRIES
from crm import access, businesses
from crm.contacts import listing
from crm.contacts.listing import Sort
from crm.fold import fold
from crm.selection import Selection

blueprint = Blueprint("palette", __name__)
_PEOPLE, _BUSINESSES = 6, 3


class Hit(NamedTuple):
    """One line of the palette: where it leads, its icon, its name and what stands beside it."""

    url: str
    icon: str
    name: str
    beside: str = ""
    key: str = ""


@blueprint.get("/palette")
def show() -> Response:
    """What the letters typed so far find."""
    sought = request.args.get("q", "").strip()[:100]
    groups = [("People", _people(sought)), ("Businesses", _businesses(sought)), ("Pages", _pages(sought)), ("Actions", _actions(sought))]
    found = [(title, hits) for title, hits in groups if hits]
    return hypermedia.page("palette/show.html", "palette/_found.html", sought=sought, groups=found)


@blueprint.get("/help")
def help() -> str:
    """The keys, and how things work."""
    return render_template("palette/help.html")


def _people(sought: str) -> list[Hit]:
    if not sought:
        return []
    ids = listing.page_ids(Selection(search=sought), Sort(), 0, _PEOPLE, me())
    return [
        Hit(url_for("contacts.show", contact_id=row.id), "user", row.name, " · ".join(filter(None, (row.business, row.phone or row.email))))
        for row in listing.rows(ids)
    ]


def _businesses(sought: str) -> list[Hit]:
    if len(sought) < 2 or me().only_assigned:
        return []
    found = businesses.beginning(sought, _BUSINESSES)
    return [Hit(url_for("businesses.show", business_id=key), "building", name, "Business") for key, name in found]


def _pages(sought: str) -> list[Hit]:
    hits = [Hit(url_for(e.endpoint), e.icon, e.label) for e in ENTRIES if e.for_viewers or access.may_edit(me())]
    listed = {hit.name for hit in hits}
    for _, section in places.found("", me()):
        hits += [Hit(url_for(p.endpoint), p.icon, p.name, p.holds) for p in section if p.name not in listed]
    return _fitting(hits, sought)


def _actions(sought: str) -> list[Hit]:
    hits = [Hit(url_for("exports.new"), "printer", "Print and export"), Hit(url_for("palette.help"), "help-circle", "Help", key="?")]
    if access.may_edit(me()):
        hits.insert(0, Hit(url_for("imports.new"), "upload", "Import contacts"))
        hits.insert(0, Hit(url_for("contacts.new"), "plus", "New contact", key="C"))
    if access.is_admin(me()):
        hits.append(Hit(url_for("members.index"), "user-plus", "Invite a member"))
    found = _fitting(hits, sought)
    if sought and access.may_edit(me()) and not any(hit.name == "New contact" for hit in found):
        found.append(Hit(url_for("contacts.new", name=sought), "plus", f"New contact “{sought}”"))
    return found


def _fitting(hits: list[Hit], sought: str) -> list[Hit]:
    words = fold(sought).split()
    return [hit for hit in hits if all(word in fold(f"{hit.name} {hit.beside}") for word in words)]
