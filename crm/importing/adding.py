"""Fields made on the spot: what a column of a file holds and the office has no field for, made when the mapping is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from crm import access
from crm.custom_fields import Wanted, guessing
from crm.custom_fields.errors import NoSuchType
from crm.errors import CrmError
from crm.importing import drafts, looking, mappings
from crm.importing.options import Options
from crm.journal import operation
from crm.models import Contact, Member, Operation

TYPES = ("text", "long", "number", "money", "date", "datetime", "yesno", "choice", "choices", "phone", "email", "url")
"""Types whose cells a file can hold."""
_READ = 200_000
"""So many rows are read for the words of a choice."""


class NotDescribed(CrmError):
    """Look at the new fields below: what they are called, and of which type they are. Then go on."""


@dataclass(frozen=True, slots=True)
class New:
    """A field a column asks for, as somebody describes it; without a type it is only asked for."""

    label: str = ""
    type: str = ""


def described(look: looking.Look, number: int, new: New) -> New:
    """A field that is only asked for as its column suggests it: called like the heading, of the type of the cells."""
    if new.type or number >= len(look.header):
        return new
    return New(new.label or look.header[number].strip()[:100], guessing.guessed([row[number] for row in look.samples]))


def keep(head: Operation, options: Options, new: Mapping[int, New], name: str | None, *, by: Member, key: str | None = None) -> None:
    """Keep what the columns mean; in one operation make the fields they ask for, and save the mapping when it has a `name`.

    Where the file can't be read so, FileError is raised, and nothing is made and nothing kept.
    """
    wanted = wanted_of(new, lambda number: _cells(head, number), Contact.number, by)
    with making(head, wanted, by, key):
        made = {str(number): guessing.made_for(one, by=by) for number, one in wanted.items()}
        told = replace(options, columns={**options.columns, **made})
        seen = looking.look(drafts.path_of(head), told)
        if seen.error:
            raise seen.error
        drafts.change(head, "map", told)
        if name is not None:
            mappings.save(name, seen.header, told, by=by, key=key)


def wanted_of(new: Mapping[int, New], cells: Callable[[int], Iterable[str]], subject: int, by: Member) -> dict[int, Wanted]:
    """The fields that columns ask for, on a kind of record; choices have the words of their column. Raises NotDescribed and NoSuchType."""
    if not new:
        return {}
    access.require_admin(by)
    if not all(one.type for one in new.values()):
        raise NotDescribed()
    if wrong := next((one for one in new.values() if one.type not in TYPES), None):
        raise NoSuchType(type=wrong.type)
    found = {}
    for number, one in new.items():
        options = guessing.options_of(one.label, one.type, cells(number))
        found[number] = Wanted(one.label, one.type, options=options, subject=subject)
    return found


def _cells(head: Operation, number: int) -> Iterator[str]:
    source = drafts.seen(head).source
    records = islice(source.records(), _READ) if source else ()
    return (record.cells[number] for record in records if not record.problem and number < len(record.cells))


def making(head: Operation, wanted: Mapping[int, Wanted], by: Member, key: str | None) -> AbstractContextManager[Any]:
    """The one operation in which the fields of a file are made; nothing where it asks for none."""
    if not wanted:
        return nullcontext()
    names = ", ".join(f"“{one.label.strip()}”" for one in wanted.values())
    title = f"Made {'the field' if len(wanted) == 1 else 'the fields'} {names} for {head.params['file']}"
    return operation("field.created", by=by, title=title[:300], key=key)
