"""An import of records that is being prepared: its file is kept, its columns and choices may change, and nothing is written yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from crm import access, kinds, text
from crm.associations import columns as links
from crm.custom_fields import guessing
from crm.errors import CrmError
from crm.fields.types import Unfit
from crm.importing import adding, drafts, mappings, untaken
from crm.importing.adding import New
from crm.importing.keeping import keep
from crm.importing.options import Options
from crm.importing.reading import Source
from crm.importing.reading.unpacking import leaving_nothing, takes_long
from crm.kinds import Kind
from crm.models import Member, Operation, SavedMapping
from crm.records.importing import as_json
from crm.records.reading import File, columns_of, guessed, opened, reader_of

_SAMPLES, _ROWS, _READ, _MOST_WORDS = 3, 1_000, 200_000, 50
_WORDED = ("choice", "choices", "member", "country")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its number, heading and first cells, the field it feeds, if any, the type that its cells seem to be,
    the words its field doesn't know, with how often they stand there, and why one of ours feeds nothing."""

    number: int
    heading: str
    cells: Sequence[str]
    key: str
    type: str
    words: Mapping[str, int]
    why: str


def begin(kind: Kind, path: Path, name: str, *, by: Member, folder: Path, key: str | None = None) -> Operation:
    """Keep a copy of a file as a draft; one that nobody can read raises FileError, and nothing is kept.

    What was said about files with the same headings is taken over from the newest mapping saved for them.
    """
    access.require_edit(by)
    with leaving_nothing(path, folder):
        waits = takes_long(path, Options(), folder)
        more = {"unpack": Options().as_json()} if waits else found(kind, path, name, folder)
    kept, digest = keep(path, folder)
    told = {
        "file": text.single_line(name)[:200],
        "sha256": digest,
        "kept": str(kept),
        "kind": kind.number,
        "review": True,
        "step": "records",
    }
    return drafts.store({"options": Options().as_json(), **told, **more}, by=by, key=key)


def found(kind: Kind, path: Path, name: str, folder: Path | None = None) -> dict[str, Any]:
    """What a new draft knows of its file. Raises FileError."""
    source = opened(kind, path, Options(), name, folder)
    saved = next(iter(saved_for(kind, source.header)), None)
    options = _applied(saved, kind, Options()) if saved else Options()
    return {"options": options.as_json(), "mapping": saved.id if saved else None}


def saved_for(kind: Kind, header: Sequence[str]) -> list[SavedMapping]:
    """The mappings saved for files of this kind of record with these headings, newest first."""
    return mappings.of_headings(_marked(kind, header))


def use(head: Operation, word: str) -> Operation:
    """Take what is said about the columns from a saved mapping, by its number, or from the guess: “guess”."""
    kind, told = kinds.of(head.params["kind"]), drafts.options_of(head)
    if not word.isdigit():
        return drafts.change(head, "records", replace(told, mapping=None, columns={}, values={}), mapping=None)
    return drafts.change(head, "records", _applied(mappings.load(int(word)), kind, told), mapping=int(word))


def columns(head: Operation) -> list[Column]:
    """The columns of a draft's file, with what they feed as chosen or guessed."""
    kind, options, source = kinds.of(head.params["kind"]), drafts.options_of(head), _source(head)
    fed = guessed(kind, source.header) if options.mapping is None else {int(at): key for at, key in options.mapping.items()}
    rows = [record.cells for record in islice(source.records(), _ROWS) if not record.problem]
    found = []
    for at, name in enumerate(source.header):
        cells, key = [row[at].strip() for row in rows], fed.get(at, "")
        words = _unknown(kind, key, cells, options) if key in kind.fields else {}
        words |= {word: 0 for word in options.values.get(str(at), {}) if word not in words}
        found.append(Column(at, name, cells[:_SAMPLES], key, guessing.guessed(cells), words, "" if key else untaken.why(name, kind)))
    return found


def problem(head: Operation) -> str:
    """What has to be chosen before the rows can be looked at; empty when nothing has."""
    try:
        columns_of(kinds.of(head.params["kind"]), _source(head).header, drafts.options_of(head))
    except CrmError as error:
        return str(error)
    return ""


def prepare(head: Operation, options: Options, new: Mapping[int, New], name: str | None, *, by: Member) -> Operation:
    """Make the fields that columns ask for, save the mapping when it has a `name`, and let the worker look at every row.

    Raises FileError, NoName, NotDescribed and others where something is wrong; nothing is made then, and nothing kept.
    """
    kind = kinds.of(head.params["kind"])
    wanted = adding.wanted_of(new, lambda number: _cells(head, number), kind.number, by)
    with adding.making(head, wanted, by, None):
        made = {str(number): guessing.made_for(one, by=by) for number, one in wanted.items()}
        told = replace(options, mapping={**(options.mapping or {}), **made})
        checked = check(head, told)
        if name is not None:
            mappings.save(name, _marked(kind, _source(head).header), replace(told, columns=told.mapping or {}), by=by)
    return checked


def check(head: Operation, options: Options) -> Operation:
    """Keep what was chosen and let the worker look at every row; raises FileError, NoName and others where something is wrong."""
    kind, path = kinds.of(head.params["kind"]), drafts.path_of(head)
    changed: dict[str, Any] = {"session": as_json(File.open(kind, path, options, head.params["file"], path.parent, patient=False), path)}
    return drafts.look_at_rows(drafts.change(head, "records", options), changed)


def _source(head: Operation) -> Source:
    path = drafts.path_of(head)
    return opened(kinds.of(head.params["kind"]), path, drafts.options_of(head), head.params["file"], path.parent)


def _marked(kind: Kind, header: Sequence[str]) -> list[str]:
    """The headings of a file as a mapping is known by: for every kind of record it has some of its own."""
    return [f"kind {kind.number}", *header]


def _applied(saved: SavedMapping, kind: Kind, options: Options) -> Options:
    """What a saved mapping says; a column whose field was taken away since feeds nothing."""
    told, known = mappings.apply(saved, options), {*kind.fields, *links.ways_of(kind)}
    return replace(told, mapping={at: key if key in known else "" for at, key in told.columns.items()}, columns={})


def _unknown(kind: Kind, key: str, cells: Sequence[str], options: Options) -> dict[str, int]:
    """Words that a field of known words doesn't know, with how often they stand in these cells."""
    known, found = kind.fields[key], dict[str, int]()
    if known.type not in _WORDED:
        return found
    read = reader_of(known, options.phone_region, None)
    for cell in filter(None, cells):
        word = text.single_line(cell)
        try:
            read(cell)
        except Unfit:
            if word in found or len(found) < _MOST_WORDS:
                found[word] = found.get(word, 0) + 1
    return found


def _cells(head: Operation, number: int) -> Iterator[str]:
    records = islice(_source(head).records(), _READ)
    return (record.cells[number] for record in records if not record.problem and number < len(record.cells))
