"""The ways a record may be linked: each label as it reads from one of its ends."""

from typing import NamedTuple

from crm.associations import records
from crm.models import LIVE, Association, AssociationLabel


class Way(NamedTuple):
    """A label seen from a record at end a or b: `words` is what the other one is called, `one` whether there may be one only."""

    label: AssociationLabel
    end: str

    @property
    def key(self) -> str:
        """The way as forms name it."""
        return f"{self.label.id}{self.end}"

    @property
    def words(self) -> str:
        """What the other one is to this record."""
        return str(self.label.name if self.end == "a" else self.label.back or self.label.name)

    @property
    def one(self) -> bool:
        """Whether this record may have one only."""
        return bool(self.label.one_b if self.end == "a" else self.label.one_a)

    @property
    def of(self) -> int:
        """The kind of record this end is."""
        return int(self.label.kind_a if self.end == "a" else self.label.kind_b)

    @property
    def to(self) -> int:
        """The kind of record the other end is."""
        return int(self.label.kind_b if self.end == "a" else self.label.kind_a)

    @property
    def other(self) -> "Way":
        """The same label from the other end; a mutual one reads the same."""
        return self if self.label.is_mutual else Way(self.label, "b" if self.end == "a" else "a")

    @property
    def limit(self) -> str:
        """How many there may be, in words."""
        called = records.kinds()[self.to].words
        return f"one {called.one}" if self.one else f"any number of {called.many}"


def of_kind(kind: int) -> list[Way]:
    """Every way a record of this kind may be linked, by its words."""
    known = records.kinds()
    found = [way for label in living() for way in of_label(label) if way.of == kind and way.to in known]
    return sorted(found, key=lambda way: (way.words.lower(), way.label.id, way.end))


def of_label(label: AssociationLabel) -> list[Way]:
    """A label from both ends, or from one where both read the same."""
    return [Way(label, "a")] if label.is_mutual else [Way(label, "a"), Way(label, "b")]


def read(label: AssociationLabel) -> list[tuple[int, str]]:
    """The kind of record at each end of a label, and what the other one is to it: of both ends, though they may read the same."""
    return [(way.of, way.words) for way in (Way(label, "a"), Way(label, "b"))]


def seen_from(label: AssociationLabel, link: Association, subject: tuple[int, int]) -> Way:
    """The way a link reads from one of its records."""
    return Way(label, "a" if label.is_mutual or (link.kind_a, link.a) == subject else "b")


def living() -> list[AssociationLabel]:
    """The labels in use, by name."""
    label = AssociationLabel
    return list(label.select().where(label.state == LIVE).order_by(label.name_f, label.id))


def in_order(way: Way, subject: tuple[int, int], other: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """A record and the other one, each at its end; a mutual label has the smaller one first."""
    if way.label.is_mutual:
        return min(subject, other), max(subject, other)
    return (subject, other) if way.end == "a" else (other, subject)
