"""What the pages of every kind of record but people share: the list, and the fields of one record by what they are about."""

from typing import Any
from urllib.parse import urlencode

from flask import request

from blueprints.web import filtered, paging
from blueprints.web.chips import chips_of
from blueprints.web.filtered import Filtered
from blueprints.web.guard import me
from blueprints.web.view import list_url, record_url
from crm import clock, list_tabs, records, selection
from crm.contacts import listing, neighbours
from crm.contacts.sorting import Sort
from crm.errors import NotFound
from crm.fields import custom
from crm.kinds import Kind
from crm.members import profile
from crm.models import LIVE, Journalled, Member
from crm.records import keeping
from crm.records.listing import rows
from crm.selection import Selection
from crm.stamp import kept

Groups = list[tuple[str, list[str]]]


def load(kind: Kind, record_id: int, archived: bool = False) -> Any:
    """A record of a kind, if the member may see it; `archived` also gives one in the archive."""
    found = keeping.load(kind, record_id, me(), archived)
    if found is None:
        raise NotFound()
    return found


def listed(kind: Kind) -> dict[str, Any]:
    """What the list of a kind and its fragments show; a saved list brings its sort and columns."""
    (found, chosen, sort, view), page, actor = _asked(kind), paging.asked(), me()
    columns, total = columns_asked(kind, found), selection.count(chosen, actor)
    return {
        "kind": kind,
        "chosen": chosen,
        "found": found,
        "view": urlencode({"q": chosen.search} | found.args),
        "total": total,
        "more": page.offset + page.size < total,
        "page": page,
        "last": page.last(total),
        "sizes": paging.SIZES,
        "sort": sort,
        "columns": columns,
        "rows": rows(kind, listing.page_ids(chosen, sort, page.offset, page.size, actor), columns, actor),
        "trail": urlencode({**view, "n": ""}),
        "tabs": list_tabs.of(actor, kind),
        "chips": chips_of(found),
        "now": clock.now(),
        **words(kind),
    }


def beside(record: Journalled) -> dict[str, Any] | None:
    """Where a record stands in the list one came from, and what stands before and after it; nothing when one came from nowhere."""
    kind, number = records.kind_of(record), request.args.get("n", type=int)
    if not number or number < 1:
        return None
    found, chosen, sort, view = _asked(kind)
    before, after = neighbours.of(record, chosen, sort, me())
    return {
        "number": number,
        "total": max(selection.count(chosen, me()), number),
        "before": record_url(kind, before, **view, n=max(number - 1, 1)) if before else "",
        "after": record_url(kind, after, **view, n=number + 1) if after else "",
        "back": list_url(kind, **view, page=(number - 1) // me().page_size + 1),
        "name": found.title or ("Filter" if found.tree else f"“{chosen.search}”" if chosen.search else kind.words.heading),
    }


def _asked(kind: Kind) -> tuple[Filtered, Selection, Sort, dict[str, str]]:
    """The list that the address names: its filter, whom it holds in which order, and what leads there again; a saved list brings its sort."""
    found = filtered.asked(kind)
    chosen = Selection(search=request.args.get("q", "").strip()[:200], tree=found.tree, kind=kind)
    sort = Sort.parse(request.args.get("sort", found.saved.sort if found.saved else "name"), kind)
    return found, chosen, sort, {key: request.args[key] for key in ("q", "sort") if request.args.get(key)} | found.args


def columns_asked(kind: Kind, found: Filtered | None = None) -> tuple[str, ...]:
    """The columns of the address, else the list's, else the member's own, else the usual ones."""
    saved = found.saved.shown if found and found.saved else ""
    return kind.columns_of(request.values.get("columns", "") or saved or profile.columns_of(me(), kind))


def words(kind: Kind) -> dict[str, Any]:
    """What cells of a list need: the names of members, and the fields of the kind."""
    return {"owners": kept("owners", lambda: dict(Member.select(Member.id, Member.name).tuples())), "FIELDS": kind.fields}


def choices() -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in the form of a record."""
    return {"owner": list(Member.select(Member.email, Member.name).where(Member.state == LIVE).order_by(Member.name).tuples())}


def groups(kind: Kind) -> Groups:
    """The fields of a record by what they are about: the standard ones, then each folder of the office's own."""
    standard = [key for key, known in kind.fields.standard.items() if known.editable and key != "name"]
    titles = [*((folder.id, folder.name) for folder in custom.folders(kind.number)), (None, "Other")]
    own = [(title, [key for key, known in kind.fields.custom.items() if known.own.folder == folder]) for folder, title in titles]
    return [("Details", standard), *((title, keys) for title, keys in own if keys)]


def shown(record: Journalled) -> dict[str, Any]:
    """What the header and the fields of a record need to be shown."""
    kind = records.kind_of(record)
    verbs = keeping.verbs_of(kind)
    return {
        "kind": kind,
        "record": record,
        "values": records.values_of(record),
        "groups": groups(kind),
        "may_change": verbs.may_change(record, me()),
        "may_remove": verbs.may_remove(record, me()),
        **words(kind),
    }
