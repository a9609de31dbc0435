"""Whom a page of print or export is about: ticked people, a choice that was kept, or all that the list's address finds."""

from dataclasses import dataclass

from flask import request

from blueprints.web import filtered, load
from blueprints.web.guard import me
from crm import selection
from crm.selection import Selection


@dataclass(frozen=True, slots=True)
class Choice:
    """The people, how many they are, and the pairs of an address that mean the same people again."""

    chosen: Selection
    total: int
    pairs: tuple[tuple[str, str], ...]
    title: str = ""

    @property
    def sentence(self) -> str:
        """Whom, in words."""
        return self.chosen.sentence()


def asked() -> Choice:
    """What `id`, `chosen`, or `q`, `list` and `filter` ask for. Raises BadFilter and NotFound: never everybody by accident."""
    ids = tuple(dict.fromkeys(request.values.getlist("id", type=int)))
    if ids:
        return _choice(Selection(ids=ids), [("id", str(i)) for i in ids])
    if kept := request.values.get("chosen", type=int):
        head = load.operation(kept)
        return _choice(Selection(frozen=head.id), [("chosen", str(head.id))])
    found, words = filtered.asked(), request.values.get("q", "").strip()[:200]
    pairs = [*([("q", words)] if words else []), *found.args.items()]
    return _choice(Selection(search=words, tree=found.tree), pairs, found.title)


def _choice(chosen: Selection, pairs: list[tuple[str, str]], title: str = "") -> Choice:
    return Choice(chosen, selection.count(chosen, me()), tuple(pairs), title)
