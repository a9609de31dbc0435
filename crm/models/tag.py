"""A tag: a coloured word put on contacts."""

from typing import Any, ClassVar

from peewee import SQL, Case, SmallIntegerField

from crm.models.base import LIVE, Journalled, Text


class Tag(Journalled):
    """Unique by its folded name among living tags; `colour` is one of eight, 0 to 7.

    A tag that was merged into another has that tag's number, negative, as its state: who carries it carries the other.
    """

    name = Text()
    name_f = Text()
    colour = SmallIntegerField(default=0)

    number = 8
    columns: ClassVar = {1: "state", 2: "name", 3: "colour"}

    @classmethod
    def merged(cls) -> dict[int, int]:
        """Each merged tag that stands for a living one: its id → the living tag's."""
        into = {tag: -state for tag, state in cls.select(cls.id, cls.state).where(cls.state < 0).tuples()}
        living = {i for (i,) in cls.select(cls.id).where((cls.state == LIVE) & cls.id.in_(set(into.values()))).tuples()} if into else set()
        found = {}
        for tag in into:
            root = tag
            while root in into:
                root = into[root]
            found[tag] = root
        ends = set(found.values()) - living
        return {tag: root for tag, root in found.items() if root not in ends}

    @classmethod
    def stood_for(cls, column: Any) -> Any:
        """The living tag that a column of tags stands for: itself, or what it was merged into."""
        merged = cls.merged()
        return Case(column, tuple(merged.items()), column) if merged else column

    @classmethod
    def and_merged(cls, tags: set[int]) -> list[int]:
        """These tags and all that were merged into them."""
        return sorted(tags | {tag for tag, root in cls.merged().items() if root in tags})


Tag.add_index(Tag.index(Tag.name_f, unique=True, where=SQL("state = 1"), name="tag_name_live"))
