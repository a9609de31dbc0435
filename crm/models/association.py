"""Associations: labelled links between any two records."""

from typing import ClassVar

from peewee import SQL, BigIntegerField, SmallIntegerField

from crm.models.base import Journalled, Text, UTCField, reference


class AssociationLabel(Journalled):
    """What a link says: `name` is what the record at end b is to the one at end a, `back` what a is to b; the same where `back` is empty.

    The kinds of records at the ends are fixed. `one_b` means a record at end a has at most one at end b, `one_a` the other way round.
    """

    kind_a = BigIntegerField()
    kind_b = BigIntegerField()
    name = Text()
    name_f = Text()
    back = Text()
    back_f = Text()
    one_a = SmallIntegerField(default=0)
    one_b = SmallIntegerField(default=0)

    number = 35
    columns: ClassVar = {1: "state", 2: "name", 3: "back", 4: "one_a", 5: "one_b"}

    @property
    def is_mutual(self) -> bool:
        """Whether both ends are the same kind and called the same: neither is first."""
        return not self.back and self.kind_a == self.kind_b

    @property
    def words(self) -> str:
        """The label as a whole: “Manager / Report”, or one word."""
        return f"{self.name} / {self.back}" if self.back else str(self.name)


class Association(Journalled):
    """One link: each end is a kind of record and the id of one. A mutual label has the smaller id at end a."""

    label = reference(AssociationLabel)
    kind_a = BigIntegerField()
    a = BigIntegerField()
    kind_b = BigIntegerField()
    b = BigIntegerField()
    created_at = UTCField()

    number = 36
    columns: ClassVar = {1: "state", 2: "a", 3: "b"}

    class Meta:
        indexes = ((("kind_a", "a"), False), (("kind_b", "b"), False))

    @property
    def ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Both records, as (kind, id)."""
        return (self.kind_a, self.a), (self.kind_b, self.b)


Association.add_index(
    Association.index(Association.label, Association.a, Association.b, unique=True, where=SQL("state = 1"), name="association_live")
)
