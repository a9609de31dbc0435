"""What was written down in an operation: the notes, calls, meetings and files it bore, shown inside its entry of the timeline."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.db import among
from crm.models import Contact, File, Member, Note, Talk


@dataclass(slots=True)
class Attached:
    """The rows that one operation wrote about a contact; those taken away since are here too, marked by their state."""

    notes: list[Note] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.notes or self.talks or self.files)


def to(contact: Contact, operations: Iterable[int]) -> dict[int, Attached]:
    """What hangs on these operations, by operation; three queries."""
    ids, found = sorted(set(operations)), defaultdict[int, Attached](Attached)
    for note in _born(Note, contact, ids):
        found[note.born].notes.append(note)
    for talk in _born(Talk, contact, ids):
        found[talk.born].talks.append(talk)
    for file in _born(File, contact, ids):
        found[file.born].files.append(file)
    return found


def _born(model: Any, contact: Contact, operations: Sequence[int]) -> Iterable[Any]:
    query = model.select(model, Member).left_outer_join(Member, on=(Member.id == model.author))
    return iter(query.where((model.contact == contact.id) & among(model.born, operations)).order_by(model.id))
