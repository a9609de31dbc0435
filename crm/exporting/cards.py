"""Export files of address cards (vCard 4.0 and 3.0) that phones and mail programs open, and our importer reads back."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm.contacts.listing import Sort
from crm.countries import names
from crm.db import among, settings
from crm.errors import CrmError
from crm.exporting import files
from crm.exporting.cells import read_addresses, read_names
from crm.exporting.files import Written
from crm.exporting.people import People
from crm.importing.cards.labels import types_of
from crm.importing.entries import NOTE_BREAK
from crm.models import Contact, Member
from crm.selection import Selection

VERSIONS = ("4.0", "3.0")
FIELDS = tuple(
    "first_name last_name emails phones business job_title tags street city region postal_code country website timezone language birth_date "
    "note".split()
)
"""The fields that a card can carry."""

_ONE = {"emails": "email", "phones": "phone"}
_PAGE = 200
_OCTETS = 75
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SIGNS = re.compile(r"[\\,;]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_YEAR = "1604"

Cells = Mapping[str, str]


class NothingOnCards(CrmError):
    """A card carries none of these columns. Choose some that it can carry, such as names, or another kind of file."""


@dataclass(frozen=True, slots=True)
class Book:
    """An address book to be written: in which version, with which of the fields, and the folder where pictures are."""

    photos: Path
    version: str = VERSIONS[0]
    columns: Sequence[str] = FIELDS

    def __post_init__(self) -> None:
        carried(self.columns)

    def write(self, path: Path, chosen: Selection, by: Member, sort: Sort | None = None) -> Written:
        """Write the file whole or not at all."""
        digest, rows = hashlib.sha256(), 0
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            for piece, count in self._pieces(files.ids(chosen, by, sort)):
                digest.update(piece)
                file.write(piece)
                rows += count
        part.replace(path)
        return Written(rows, digest.hexdigest(), chosen.sentence())

    def stream(self, chosen: Selection, by: Member, sort: Sort | None = None) -> Iterator[bytes]:
        """The file in pieces, by id, or in the list's order when sorted."""
        return (piece for piece, _ in self._pieces(files.ids(chosen, by, sort)))

    def _pieces(self, ids: Iterator[int]) -> Iterator[tuple[bytes, int]]:
        fields = carried(self.columns)
        people, blank = People(fields), dict.fromkeys(FIELDS, "")
        while page := list(islice(ids, _PAGE)):
            pictures = self._pictures(page)
            found = [(i, blank | dict(zip(fields, cells, strict=True))) for i, cells in people.rows(page)]
            yield "".join(card(cells, self.version, pictures.get(i, b"")) for i, cells in found).encode("utf-8", "replace"), len(found)

    def _pictures(self, page: Sequence[int]) -> dict[int, bytes]:
        chosen = among(Contact.id, page) & (Contact.photo != "")
        names = Contact.select(Contact.id, Contact.photo).where(chosen).tuples()
        return {i: path.read_bytes() for i, name in names if (path := self.photos / name).is_file()}


class Deck:
    """An address book while it is written, page by page."""

    def __init__(self, path: Path, columns: Sequence[str], version: str = VERSIONS[0]) -> None:
        self._book = Book(settings().data / "photos", version, columns)
        self._file = path.open("wb")

    def add(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Write these people; of their cells a card holds what it can carry."""
        for piece, _ in self._book._pieces(i for i, _ in rows):
            self._file.write(piece)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def __del__(self) -> None:
        """A file that is given up is let go of."""
        self._file.close()


def carried(columns: Sequence[str]) -> list[str]:
    """The fields of these columns that a card can carry. Raises NothingOnCards."""
    found = [key for key in FIELDS if key in columns or _ONE.get(key) in columns]
    if not found:
        raise NothingOnCards()
    return found


def card(cells: Cells, version: str = "4.0", picture: bytes = b"") -> str:
    """One person as a card: cells as our files write them, each property on a line of its own whatever a cell holds."""
    lines = ["BEGIN:VCARD", f"VERSION:{version}", "PRODID:-//Kith//Kith//EN", *_named(cells), *_reached(cells, version), *_placed(cells)]
    lines += _born(cells["birth_date"], version)
    lines += [_line("CATEGORIES", *read_names(cells["tags"]))] if cells["tags"] else []
    lines += [_line("NOTE", note) for note in cells["note"].split(NOTE_BREAK) if note.strip()]
    lines += _spoken(cells, version) + _pictured(picture, version)
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCARD"))


def _named(cells: Cells) -> Iterator[str]:
    """Who it is; a card must show a name, so somebody without one goes by their business, address or number."""
    first, last = cells["first_name"], cells["last_name"]
    others = (value for key in ("emails", "phones") for _, value, _ in read_addresses(cells[key]))
    yield _line("FN", f"{first} {last}".strip() or cells["business"] or next(others, ""))
    yield f"N:{_escaped(last)};{_escaped(first)};;;"
    if cells["business"]:
        yield _line("ORG", cells["business"])
    if cells["job_title"]:
        yield _line("TITLE", cells["job_title"])


def _reached(cells: Cells, version: str) -> Iterator[str]:
    """Addresses and numbers, the primary one preferred; a label that the standard has no word for is named in a group."""
    group = 0
    for key, name in (("emails", "EMAIL"), ("phones", "TEL")):
        entries = read_addresses(cells[key])
        for at, (label, value, valid) in enumerate(entries):
            words = types_of(label, name)
            head = name + "".join(f";TYPE={word}" for word in words or ())
            if at == 0 and len(entries) > 1:
                head += ";PREF=1" if version == "4.0" else ";TYPE=pref"
            head += "" if valid else ";X-INVALID=1"
            if words is None:
                group += 1
                yield f"item{group}.{_line('X-ABLabel', label)}"
                head = f"item{group}.{head}"
            yield _line(head, value)


def _placed(cells: Cells) -> Iterator[str]:
    parts = [cells[key] for key in ("street", "city", "region", "postal_code")]
    country = names().get(cells["country"], cells["country"])
    if any(parts) or country:
        yield f"ADR:;;{';'.join(map(_escaped, (*parts, country)))}"
    if cells["website"]:
        yield _line("URL", cells["website"])


def _born(day: str, version: str) -> list[str]:
    """The birthday; cards of the third version know none without a year, so phones write one that means none."""
    if not day:
        return []
    if version == "4.0":
        return [f"BDAY:--{day[2:].replace('-', '')}" if day.startswith("--") else f"BDAY:{day.replace('-', '')}"]
    return [f"BDAY;X-APPLE-OMIT-YEAR={_NO_YEAR}:{_NO_YEAR}{day[1:]}" if day.startswith("--") else f"BDAY:{day}"]


def _spoken(cells: Cells, version: str) -> list[str]:
    zone, language = cells["timezone"], cells["language"]
    tag = "LANG" if version == "4.0" and _LANGUAGE.fullmatch(language) else "X-LANG"
    return [_line("TZ" if version == "4.0" else "TZ;VALUE=text", zone)] * bool(zone) + [_line(tag, language)] * bool(language)


def _pictured(picture: bytes, version: str) -> list[str]:
    if not picture:
        return []
    head = "PHOTO:data:image/jpeg;base64," if version == "4.0" else "PHOTO;ENCODING=b;TYPE=JPEG:"
    return [head + base64.b64encode(picture).decode()]


def _line(head: str, *values: str) -> str:
    return f"{head}:{','.join(map(_escaped, values))}"


def _escaped(text: str) -> str:
    """A text whose signs and breaks can't end the property or part it; control signs go."""
    return _CONTROLS.sub("", _BREAKS.sub(r"\\n", _SIGNS.sub(r"\\\g<0>", text)))


def _folded(line: str) -> str:
    """A line broken so that none is longer than 75 octets, and no letter is parted."""
    raw = line.encode("utf-8", "replace")
    if len(raw) <= _OCTETS:
        return line
    pieces, at, room = [], 0, _OCTETS
    while at < len(raw):
        end = min(at + room, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(raw[at:end].decode())
        at, room = end, _OCTETS - 1
    return "\r\n ".join(pieces)
