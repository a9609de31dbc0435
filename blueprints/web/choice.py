"""What a page of print or export is about: ticked records, a choice that was kept, or all that the list's address finds."""

from dataclasses import dataclass

from flask import request

from blueprints.web import filtered, load
from blueprints.web.guard import me
from blueprints.web.numbers import whole
from crm import selection
from crm.kinds import Kind
from crm.selection import Selection

VIEW = ("sort", "show")
"""How the list stood on the screen that this was asked from: its order, and its columns beside the name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The records, how many they are, and the pairs of an address that mean the same again."""

    chosen: Selection
    total: int
    pairs: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> Kind:
        """What kind of record they are."""
        return self.chosen.kind

    @property
    def title(self) -> str:
        """What the list is called that they are of, if it is one."""
        return self.chosen.named

    @property
    def args(self) -> dict[str, list[str]]:
        """The pairs by name, for an address."""
        return {name: [value for other, value in self.pairs if other == name] for name, _ in self.pairs}

    @property
    def sentence(self) -> str:
        """Which, in words."""
        return self.chosen.sentence()


def asked(kind: Kind | None = None) -> Choice:
    """What `id`, `chosen`, or `q`, `list` and `filter` ask for. Raises BadFilter and NotFound: never everybody by accident."""
    kind = kind or filtered.kind_asked()
    of = [*filtered.Filtered(kind=kind).of.items()]
    ids = tuple(dict.fromkeys(request.values.getlist("id", type=int)))
    if ids:
        return _choice(Selection(ids=ids, kind=kind), [*of, *(("id", str(i)) for i in ids)])
    if kept := request.values.get("chosen", type=whole):
        head = load.operation(kept)
        return _choice(Selection(frozen=head.id, kind=kind), [*of, ("chosen", str(head.id))])
    found, words = filtered.asked(kind), request.values.get("q", "").strip()[:200]
    pairs = [*([("q", words)] if words else []), *found.args.items()]
    return _choice(Selection(search=words, tree=found.tree, kind=kind, named=found.title), pairs)


def shown() -> int | None:
    """How many the page said there are, from which this form was sent; None where it said nothing."""
    return request.form.get("total", type=whole)


def _choice(chosen: Selection, pairs: list[tuple[str, str]]) -> Choice:
    view = ((name, request.values[name]) for name in VIEW if request.values.get(name))
    return Choice(chosen, selection.count(chosen, me()), (*pairs, *view))
