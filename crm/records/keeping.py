"""What one does with a record, whatever its kind: find, make and change it; kinds with rules of their own have verbs of their own."""

from collections.abc import Mapping
from typing import Any, BinaryIO, Protocol

from crm import access, files, kinds
from crm.businesses import keeping as businesses
from crm.custom_fields.errors import NotForThis
from crm.custom_objects import keeping as custom_objects
from crm.fields import Field, plain
from crm.fields.types import TYPES
from crm.journal import operation
from crm.kinds import BUSINESSES, Kind, NoSuchKind
from crm.models import Journalled, Member
from crm.models.custom_object import FIRST_OWN


class Verbs(Protocol):
    """What a kind of record can do beside being looked at."""

    def create(self, values: Mapping[str, str], *, by: Member, key: str | None = None) -> Any:
        """Make one from typed values."""

    def edit(
        self, record: Any, values: Mapping[str, str], *, by: Member, shown: Mapping[str, str] | None = None, key: str | None = None
    ) -> bool:
        """Set fields from typed values; tells whether anything changed."""

    def may_change(self, record: Any, by: Member) -> bool:
        """Whether a member may set its fields."""

    def may_remove(self, record: Any, by: Member) -> bool:
        """Whether a member may take it away: into the archive, or, where the kind has none, for good."""


_VERBS: dict[int, Any] = {BUSINESSES.number: businesses}


def verbs_of(kind: Kind) -> Verbs:
    """The verbs of a kind. Raises NoSuchKind for people, who are kept by crm.contacts."""
    if kind.number >= FIRST_OWN:
        return custom_objects.Verbs(kind)
    if kind.number not in _VERBS:
        raise NoSuchKind()
    found: Verbs = _VERBS[kind.number]
    return found


def load(kind: Kind, record_id: int, actor: Member, archived: bool = False) -> Journalled | None:
    """A living record of a kind, if the actor may see it; `archived` also gives one in the archive."""
    here = (kind.alive() | kind.alive(archived=True)) if archived else kind.alive()
    found: Journalled | None = access.visible(kind.table.select().where((kind.table.id == record_id) & here), actor).first()
    return found


def attach(record: Any, known: Field, file: BinaryIO, name: str, *, by: Member, key: str | None = None) -> None:
    """Put a file into a field of a record; it belongs to no person, so who sees only what is theirs has it only if they put it there."""
    verbs = verbs_of(kinds.of(record.kind_number))
    if known.type != "file":
        raise NotForThis(what="A file", type=TYPES[known.type].name.lower() if known.custom else known.label.lower())
    if not verbs.may_change(record, by):
        raise access.NotAllowed()
    stored = files.store(file, name)
    title = f"Put the file {stored.name} into {known.label.lower()} of {record.name}"
    with operation("file.added", by=by, title=title, key=key) as op:
        made = files.keep(op, stored, by=by)
        verbs.edit(record, {known.key: plain(known, str(made.id))}, by=by)
