"""The filter that an address carries: `list` names a saved or ready-made one, `filter` is a tree as JSON and goes before it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request

from blueprints.web.guard import me
from blueprints.web.numbers import maybe
from crm import kinds, list_marks, lists
from crm.errors import NotFound
from crm.filters import Group, as_json, describe, read
from crm.kinds import CONTACTS, Kind
from crm.models import SmartList


@dataclass(frozen=True, slots=True)
class Filtered:
    """The tree that counts, the list it came from, whether it differs from what the list keeps, what kind of record it is about,
    whether the address orders it, or shows columns, unlike the list, the mark of the list as it was opened, and whether that list is gone."""

    tree: Group | None = None
    saved: SmartList | None = None
    ready: lists.Ready | None = None
    changed: bool = False
    kind: Kind = CONTACTS
    restyled: bool = False
    mark: int = 0
    gone: bool = False

    @property
    def opened(self) -> dict[str, str]:
        """What an address needs so that saving over a list that somebody changed meanwhile is noticed."""
        return {"opened": str(self.mark)} if self.saved else {}

    @property
    def may_save(self) -> bool:
        """Whether the list is the member's to change."""
        return self.saved is not None and lists.may_change(self.saved, me())

    @property
    def unsaved(self) -> bool:
        """Whether anything on the page differs from what the list keeps."""
        return self.changed or self.restyled

    @property
    def columns(self) -> str:
        """The columns that the list brings or the address asks for; empty where everybody sees their own."""
        return request.values.get("columns", "") or (str(self.saved.shown) if self.saved else "")

    @property
    def title(self) -> str:
        """What the list is called, if it is one."""
        return str(self.saved.name) if self.saved else self.ready.name if self.ready else ""

    @property
    def key(self) -> str:
        """What `list` reads in an address."""
        return str(self.saved.id) if self.saved else self.ready.key if self.ready else ""

    @property
    def sentence(self) -> str:
        """The filter in words; empty without one."""
        return describe(self.tree, self.kind) if self.tree is not None and self.tree.parts else ""

    @property
    def text(self) -> str:
        """The filter as it stands in an address; empty without one."""
        return text_of(self.tree)

    @property
    def of(self) -> dict[str, str]:
        """What an address needs to be about this kind of record; people need nothing."""
        return of_kind(self.kind)

    @property
    def to_build(self) -> dict[str, str]:
        """What the builder needs, and gives back with another filter: it has no search."""
        return self.args | self.opened | styled()

    @property
    def args(self) -> dict[str, str]:
        """What an address needs to open the same again."""
        found = self.of | ({"list": self.key} if self.key else {}) | (self.opened if self.unsaved else {})
        return found | ({"filter": self.text} if self.tree is not None and (self.changed or not self.key) else {})


def of_kind(kind: Kind) -> dict[str, str]:
    """What an address needs to be about a kind of record; people need nothing."""
    return {} if kind == CONTACTS else {"of": kind.key}


def kind_asked() -> Kind:
    """The kind of record that an address is about: `of`, else people. Raises NoSuchKind."""
    return kinds.named(request.values.get("of", "") or CONTACTS.key)


def asked(kind: Kind | None = None, *, mending: bool = False) -> Filtered:
    """What this request asks for. Raises BadFilter, NotFound and Broken: never everybody by accident.

    A broken list is opened with another filter, or to be mended: then there is none, and nobody may be found by it. Of a list that was
    deleted meanwhile, or is another's alone, the filter is left that the address carries.
    """
    kind = kind or kind_asked()
    key, text = request.values.get("list", ""), request.values.get("filter", "")
    try:
        saved = lists.load(number, me()) if (number := maybe(key)) is not None else None
    except lists.ListGone:
        if not text:
            raise
        return Filtered(read(text, kind), changed=True, kind=kind, gone=True)
    ready = next((one for one in lists.ready_of(kind) if one.key == key), None)
    if key and (saved is None or saved.subject != kind.number) and ready is None:
        raise NotFound()
    kept = _kept(saved, bool(text) or mending) if saved else ready.tree if ready else None
    tree = read(text, kind) if text else kept
    mark = _opened(saved) if saved else 0
    return Filtered(tree, saved, ready, bool(text) and tree != kept, kind, bool(saved) and _is_restyled(saved), mark)


def _kept(saved: SmartList, forgiving: bool) -> Group | None:
    try:
        return lists.tree_of(saved)
    except lists.Broken:
        if not forgiving:
            raise
        return None


def _opened(saved: SmartList) -> int:
    """The mark an address carries along, else that of the list as it is now."""
    carried_mark = maybe(request.values.get("opened", ""))
    return list_marks.of(saved) if carried_mark is None else carried_mark


def _is_restyled(saved: SmartList) -> bool:
    asked_for = request.values.get("sort") or saved.sort, request.values.get("columns") or saved.shown
    return asked_for != (saved.sort, saved.shown)


def with_columns(path: str, columns: Sequence[str]) -> str:
    """The address of a saved list with other columns, as a change of it that isn't saved yet; empty where the address shows none."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query))
    if maybe(query.get("list", "")) is None:
        return ""
    return f"{parts.path}?{urlencode(query | {'columns': ','.join(columns)})}"


def styled() -> dict[str, str]:
    """The sort and the columns that an address asks for."""
    return {key: request.values[key] for key in ("sort", "columns") if request.values.get(key)}


def carried() -> dict[str, str]:
    """What else the address of a list says, and keeps while its filter changes: search, sort and columns."""
    return ({"q": request.values["q"]} if request.values.get("q") else {}) | styled()


def text_of(tree: Group | None) -> str:
    """A tree as it stands in an address."""
    return json.dumps(as_json(tree), ensure_ascii=False, separators=(",", ":")) if tree is not None else ""


def query_of(tree: Group | None, **more: str) -> str:
    """The query of an address with this filter."""
    return urlencode(({"filter": text_of(tree)} if tree is not None and tree.parts else {}) | more)
