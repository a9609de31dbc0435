"""A filter as the builder's form shows it: nodes that may still be wrong in places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from blueprints.lists import linked
from crm.filters.fields import TYPES, Types, related_of
from crm.filters.narrowing import Step
from crm.filters.operators import NEGATIVE, OPERATORS
from crm.filters.tree import DEEPEST
from crm.kinds import CONTACTS, Kind

GONE = "gone:"
"""Before the key of a field that a stored filter asks about and that is gone."""


_OFFERS = {("imports", "id"): "came-with", ("imports", "outcome"): "outcome", ("lists", "id"): "in-list"}
"""What hangs on a record and a field of it → whose choices a value of that is one of."""
_CHOSEN = ("is", "is_not", "any_of", "none_of")
_NEVER_EMPTY = ("id", "score")


class Inside(Mapping[str, str]):
    """Field key → type, for what hangs on a kind of record."""

    def __init__(self, related: str, kind: Kind) -> None:
        self.related, self.kind, self.fields = related, kind, related_of(kind)[related].fields

    def __getitem__(self, key: str) -> str:
        return self.fields[key][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)


@dataclass
class Node:
    """One group or condition as the form shows it: `problem` says what is wrong with it, or what it waits for while its value
    is `unsaid`, `step` how many it leaves, `types` which fields it may ask about.

    One that `relates` is a condition on what hangs on a record: `key` says on what, `op` and `n` how many, its parts which of them.
    """

    path: str
    kind: str = ""
    key: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    high: str = ""
    n: str = ""
    unit: str = "day"
    parts: list["Node"] = field(default_factory=list)
    relates: bool = False
    problem: str = ""
    unsaid: bool = False
    step: Step | None = None
    types: Types | Inside = field(default=TYPES)

    @property
    def depth(self) -> int:
        """How deep it stands; the outermost group is 1."""
        return self.path.count(".") + 1

    @property
    def inside(self) -> bool:
        """Whether it asks about what hangs on a record."""
        return isinstance(self.types, Inside)

    @property
    def inner(self) -> Types | Inside:
        """What its parts may ask about."""
        return Inside(self.key, self.types.kind) if self.relates else self.types

    @property
    def offers(self) -> str:
        """Whose choices its value is one of: a field's key, or the members for whoever did something."""
        if isinstance(self.types, Inside):
            if self.type == "text" and self.op not in _CHOSEN:
                return ""
            return _OFFERS.get((self.types.related, self.key)) or ("owner" if self.type == "choice" else "")
        return self.key

    @property
    def gone(self) -> str:
        """The key of the field it asked about, where that is gone."""
        return self.key.removeprefix(GONE) if self.key.startswith(GONE) else ""

    @property
    def type(self) -> str:
        """The type of a condition's field."""
        return "text" if self.gone else self.types[self.key]

    @property
    def operators(self) -> dict[str, str]:
        """The operators a condition may have, and how its chooser calls them."""
        if self.is_linked:
            return linked.OPS
        if self.gone:
            return {self.op: next((known[self.op].words for known in OPERATORS.values() if self.op in known), self.op)}
        chosen = isinstance(self.types, Inside) and (self.types.related, self.key) == ("imports", "outcome")
        some = {op: known for op, known in OPERATORS[self.type].items() if not chosen or op in (*_CHOSEN, self.op)}
        return {op: known.short or known.words for op, known in some.items()}

    @property
    def shape(self) -> str:
        """The shape of a condition's value."""
        if self.gone:
            return "list" if self.values else "none"
        return "linked" if self.is_linked else OPERATORS[self.type][self.op].shape

    @property
    def takes_empty(self) -> bool:
        """Whether it holds for those too who have nothing in its field, which the form says: as the opposite of what asks for something."""
        if self.is_linked or self.key in _NEVER_EMPTY or not (self.op in NEGATIVE or self.op == "is_off"):
            return False
        return self.type == "yesno" or "empty" in self.operators

    @property
    def timed(self) -> bool:
        """Whether a condition on what hangs on a person may say when."""
        return bool(linked.LINKED[self.key].at)

    @property
    def is_linked(self) -> bool:
        """Whether it is one of the conditions on people that have inputs of their own."""
        return self.key in linked.LINKED and not self.inside and self.types.kind == CONTACTS

    @property
    def may_nest(self) -> bool:
        """Whether a group may hold another one."""
        return self.depth < DEEPEST and not self.relates and not self.inside


def wrong(node: Node) -> list[Node]:
    """The conditions that are marked."""
    return [one for one in walk(node) if one.problem]


def find(node: Node, path: str) -> Node | None:
    """The node of a path."""
    return next((one for one in walk(node) if one.path == path), None)


def show_steps(root: Node, steps: list[Step]) -> None:
    """Put what each condition and group leaves beside it; both are in the order of `narrow`, without what is wrong."""
    for node, step in zip(_counted(root), steps, strict=True):
        node.step = step


def _counted(group: Node) -> Iterator[Node]:
    for part in group.parts:
        if part.kind and not part.relates:
            inner = list(_counted(part))
            yield from inner
            if not inner:
                continue
        if not part.problem:
            yield part


def walk(node: Node) -> Iterator[Node]:
    """A node and everything in it, from top to bottom."""
    yield node
    for part in node.parts:
        yield from walk(part)
