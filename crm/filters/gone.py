"""What filters name and is gone: a deleted tag, list or kind of link, an import that never was.

Nobody is found by such a name, and everybody by its opposite: so it is an error that names it. What it was comes back with its undo.
"""

from collections.abc import Callable, Sequence
from typing import Any

from crm.db import among
from crm.filters.errors import BadFilter
from crm.filters.fields import OUTCOMES
from crm.filters.tree import Leaf, Related, leaves
from crm.fold import fold
from crm.kinds import Kind
from crm.models import LIVE, AssociationLabel, Operation, SmartList, Tag

NAMES = frozenset(("is", "is_not", "any_of", "none_of", "has_any", "has_all", "has_none"))
"""The operators that name things by their whole name."""
_NUMBERS = frozenset(("eq", "ne"))


def require_tags(asked: Sequence[tuple[Leaf, str]]) -> None:
    """Raises BadFilter where conditions, each with its place, name a tag that was deleted or merged into another.

    All are looked up at once; one that never was is carried by nobody.
    """
    named = [(_named(leaf), where) for leaf, where in asked if leaf.op in NAMES]
    if not _deleted_tag({key: word for names, _ in named for key, word in names.items()}):
        return
    for names, where in named:
        _require(_deleted_tag(names), where)


def require(part: Related, kind: Kind, where: str) -> None:
    """Raises BadFilter where a condition on what hangs on a record names something that is gone."""
    for leaf, _ in leaves(part.where):
        found = _FINDERS.get((part.related, leaf.field)) if isinstance(leaf, Leaf) else None
        if found is not None and leaf.op in found[0]:
            _require(found[1](leaf, kind), where)


def _require(problem: str, where: str) -> None:
    if problem:
        raise BadFilter(what=problem, where=where)


def _named(leaf: Leaf) -> dict[str, str]:
    """What a condition names: folded, and as it was written."""
    return {fold(value): value for value in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))}


def _deleted_tag(named: dict[str, str]) -> str:
    if not named:
        return ""
    t = Tag
    rows = list(t.select(t.name_f, t.state).where(among(t.name_f, sorted(named))).order_by(t.id).tuples())
    living = {name for name, state in rows if state == LIVE}
    for name, state in rows:
        if name not in living:
            into = _standing(-state) if state < 0 else None
            return f"the tag “{named[name]}” was merged into “{into}”" if into else f"there is no tag “{named[name]}” any more"
    return ""


def _standing(tag: int) -> str | None:
    """The name of the living tag that one stands for now."""
    found = Tag.get_or_none((Tag.id == Tag.merged().get(tag, tag)) & (Tag.state == LIVE))
    return str(found.name) if found else None


def _lists(leaf: Leaf, kind: Kind) -> str:
    one, named = SmartList, _named(leaf)
    rows = one.select(one.name_f).where((one.state == LIVE) & (one.subject == kind.number) & among(one.name_f, sorted(named)))
    absent = sorted(set(named) - {name for (name,) in rows.tuples()})
    return f"there is no list “{named[absent[0]]}”" if absent else ""


def _labels(leaf: Leaf, kind: Kind) -> str:
    """A word that no label has is borne by no link; of a label that was taken away there were some."""
    a, named = AssociationLabel, _named(leaf)
    rows = list(a.select(a.name_f, a.back_f, a.state).where((a.kind_a == kind.number) | (a.kind_b == kind.number)).tuples())
    living = {word for name, back, state in rows if state == LIVE for word in (name, back)}
    taken = sorted(word for name, back, _ in rows for word in (name, back) if word in named and word not in living)
    return f"there is no kind of link “{named[taken[0]]}” any more" if taken else ""


def _list_number(leaf: Leaf, kind: Kind) -> str:
    one = SmartList
    rows = one.select(one.id).where((one.state == LIVE) & (one.subject == kind.number)).tuples()
    return "" if leaf.value in {i for (i,) in rows} else f"there is no list number {leaf.value}"


def _import_number(leaf: Leaf, _: Kind) -> str:
    """An import that was undone stays one: nobody came with it."""
    imports = Operation.select().where((Operation.id == int(leaf.value)) & (Operation.kind == "import"))
    return "" if int(leaf.value) == leaf.value and imports.exists() else f"there is no import number {leaf.value}"


def _outcome(leaf: Leaf, _: Kind) -> str:
    known = " or ".join(f"“{word}”" for word in OUTCOMES)
    return next((f"an import has {known} people, never “{word}”" for key, word in _named(leaf).items() if key not in OUTCOMES), "")


_FINDERS: dict[tuple[str, str], tuple[frozenset[str], Callable[[Any, Kind], str]]] = {
    ("tags", "name"): (NAMES, lambda leaf, _: _deleted_tag(_named(leaf))),
    ("lists", "name"): (NAMES, _lists),
    ("lists", "id"): (_NUMBERS, _list_number),
    ("associations", "label"): (NAMES, _labels),
    ("imports", "outcome"): (NAMES, _outcome),
    ("imports", "id"): (_NUMBERS, _import_number),
}
"""What hangs on a record, a field of it → the operators that name one thing, and what says that there is none."""
