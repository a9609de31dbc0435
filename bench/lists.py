"""Smart lists: a page and its exact total, cold and warm, beside the bare SQL of the same question; and a page of twenty tabs."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from peewee import fn

from bench import web
from bench.table import Table
from crm import db, list_tabs, lists, members, selection
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.filters import Group, parse
from crm.journal.operation import operation
from crm.models import Contact, Member
from crm.selection import Selection
from crm.settings import Settings

CITY = {"field": "city", "op": "is", "value": "Oslo"}
SOURCE = {"field": "source", "op": "is", "value": "Fair"}
TAG = {"field": "tags", "op": "has_any", "value": ["group 3"]}
BUYER = {"field": "job_title", "op": "is", "value": "Buyer"}
NO_EMAIL = {"field": "email", "op": "empty"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "city and source": {"all": [CITY, SOURCE]},
    "tag and source": {"all": [TAG, SOURCE]},
    "tag and city": {"all": [TAG, CITY]},
    "name contains": {"field": "name", "op": "contains", "value": "kowal"},
    "email contains": {"field": "email", "op": "contains", "value": "kowal"},
    "no email": NO_EMAIL,
    "email ends with": {"field": "email", "op": "ends_with", "value": "example.com"},
    "business contains": {"field": "business", "op": "contains", "value": "roof"},
    "job title contains": {"field": "job_title", "op": "contains", "value": "anag"},
    "five conditions in nested groups": {"all": [CITY, {"any": [SOURCE, TAG, {"none": [BUYER, NO_EMAIL]}]}]},
}
SIZE, TABS = 50, 20


def measure(table: Table) -> None:
    """Every question, then the tabs."""
    actor = members.require_owner()
    selection.count(Selection(), actor)
    for name, data in QUESTIONS.items():
        _question(table, name, parse(data), actor)
    _tabs(table, actor)


def seen(table: Table, environ: dict[str, str], _: Settings, password: str) -> None:
    """The page of every question as a client sees it: right after an edit, when no total is known any more, and once again."""
    with web.serving(environ) as port:
        client = web.Client(port, password)
        for name, data in QUESTIONS.items():
            path, first, again = f"/contacts?filter={quote(json.dumps(data))}", [], []
            for number in range(20):
                web.edit(client, number)
                first.append(web.timed(client, path))
                again.append(web.timed(client, path))
            table.add(f"{name}: by a client, after an edit, p95", sorted(first)[18], "ms", None, "")
            table.add(f"{name}: by a client, again, p95", sorted(again)[18], "ms", None, "")


def _question(table: Table, name: str, tree: Group, actor: Member) -> None:
    chosen = Selection(tree=tree)
    sql, values = chosen.query(actor, fn.COUNT(Contact.id)).sql()
    bare = _percentile(lambda: db.db.execute_sql(sql, values).fetchone())
    table.add(
        f"{name}: total, cold, p95", _percentile(lambda: selection.count(chosen, actor), selection.forget), "ms", bare, "its SQL alone"
    )
    table.add(f"{name}: total, warm, p95", _percentile(lambda: selection.count(chosen, actor)), "ms", None, "")
    ids = listing.page_ids(chosen, Sort(), 0, SIZE, actor)
    rows = _percentile(lambda: listing.rows(ids))
    table.add(f"{name}: page, p95", _percentile(lambda: _page(chosen, actor)), "ms", None, f"rows alone {rows:.1f}")


def _page(chosen: Selection, actor: Member) -> None:
    listing.rows(listing.page_ids(chosen, Sort(), 0, SIZE, actor))


def _tabs(table: Table, actor: Member) -> None:
    """The tabs stand on the page at once, by name; their counts come after it."""
    with operation("list.created", by=actor, title="Lists to measure"):
        made = [
            lists.save(f"Bench {n} {time.time()}", parse({"all": [CITY, {"field": "id", "op": "gt", "value": n}]}), by=actor)
            for n in range(TABS)
        ]
    list_tabs.keep(actor, [str(one.id) for one in made])
    table.add("twenty tabs by name, p95", _percentile(lambda: list_tabs.of(actor)), "ms", None, "")
    counts = [Selection(tree=lists.tree_of(one)) for one in made]
    table.add(
        "their counts, cold", _percentile(lambda: [selection.count(one, actor) for one in counts], selection.forget, 3), "ms", None, ""
    )
    with operation("list.removed", by=actor, title="Lists to measure"):
        for one in made:
            lists.remove(one, by=actor)


def _percentile(act: Callable[[], Any], before: Callable[[], None] | None = None, times: int = 10) -> float:
    """The 95th percentile of some runs after one that warms the caches, in milliseconds."""
    taken = []
    for _ in range(times + 1):
        if before:
            before()
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken[1:])[int(times * 0.95)]
