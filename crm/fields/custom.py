"""The office's own fields as they are described now, kept in memory as long as nobody changed a description."""

import json
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary, WeakSet

from peewee import Database, fn

from crm.db import db
from crm.fields.field import Custom, Field, Option
from crm.models import LIVE, CustomField, CustomFolder, CustomObject, CustomOption, Event

PREFIX = "cf_"
"""What the key of a custom field begins with, wherever it stands beside standard ones."""
DESCRIBING = frozenset((CustomField.number, CustomOption.number, CustomFolder.number, CustomObject.number))
"""Kinds of subjects that describe fields, and the objects that have them."""
_LIMITS = {"text": 1_000, "long": 20_000, "url": 1_000}

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of fields; the one without an id holds those that are in none."""

    id: int | None
    name: str


@dataclass(slots=True)
class _Known:
    """Every description at one stamp."""

    stamp: Stamp = (0, 0)
    living: dict[int, dict[str, Field]] = field(default_factory=lambda: defaultdict(dict))
    unique: dict[int, list[Field]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[int, Field] = field(default_factory=dict)
    folders: dict[int, list[Folder]] = field(default_factory=lambda: defaultdict(list))
    objects: list[CustomObject] = field(default_factory=list)


_kept: WeakKeyDictionary[Database, _Known] = WeakKeyDictionary()
_doubted: WeakSet[Database] = WeakSet()
_mine = threading.local()


def of(subject: int) -> Mapping[str, Field]:
    """The living fields of a kind of record by key, in the order of their folders and positions."""
    return _known().living.get(subject, {})


def unique_of(subject: int) -> Sequence[Field]:
    """Those of the living fields whose values are unique, in the same order."""
    return _known().unique.get(subject, ())


def by_id(field_id: int) -> Field | None:
    """The field of this id, also one that was deleted: its values are still told of in the timeline."""
    return _known().by_id.get(field_id)


def folders(subject: int) -> list[Folder]:
    """The living folders of a kind of record, in their order."""
    return list(_known().folders.get(subject, ()))


def objects() -> list[CustomObject]:
    """The objects of the office's own, by name, those that were deleted too."""
    return _known().objects


def doubt() -> None:
    """Look whether a description was changed, before the next use: at the start of a request or job, and after a write."""
    if db.obj is not None:
        _doubted.add(db.obj)


def writing() -> None:
    """This thread writes descriptions: until its transaction has ended, what it reads of them is its own, and kept by nobody."""
    _mine.writes = db.top_transaction()


def _known() -> _Known:
    database = db.obj
    if database is None:
        return _Known()
    if (writes := getattr(_mine, "writes", None)) is not None:
        if db.top_transaction() is writes:
            return _read((0, 0))
        _mine.writes = None
        doubt()
    found = _kept.get(database)
    if found is None or database in _doubted:
        found = _kept[database] = _looked_at(found)
        _doubted.discard(database)
    return found


def _looked_at(found: _Known | None) -> _Known:
    newest, count = Event.select(fn.MAX(Event.id), fn.COUNT(Event.id)).where(Event.subject_kind.in_(DESCRIBING)).tuples().first()
    stamp = (newest or 0, count)
    return found if found is not None and found.stamp == stamp else _read(stamp)


def _read(stamp: Stamp) -> _Known:
    """Read every description, in four queries."""
    known = _Known(stamp, objects=list(CustomObject.select().order_by(CustomObject.many, CustomObject.id)))
    places: dict[int | None, tuple[int, int]] = {}
    for folder in CustomFolder.select().where(CustomFolder.state == LIVE).order_by(CustomFolder.position, CustomFolder.id):
        known.folders[folder.subject].append(Folder(folder.id, folder.name))
        places[folder.id] = (folder.position, folder.id)
    living, gone = _options()
    rows = list(CustomField.select().order_by(CustomField.position, CustomField.id))
    last = (1 << 31, 0)
    for row in sorted(rows, key=lambda row: places.get(row.folder_id, last)):
        made = _field(row, row.folder_id if row.folder_id in places else None, tuple(living[row.id]), tuple(gone[row.id]))
        known.by_id[row.id] = made
        if row.state == LIVE:
            known.living[row.subject][made.key] = made
            if made.own.unique:
                known.unique[row.subject].append(made)
    return known


def _options() -> tuple[dict[int, list[Option]], dict[int, list[Option]]]:
    living: dict[int, list[Option]] = defaultdict(list)
    gone: dict[int, list[Option]] = defaultdict(list)
    o = CustomOption
    rows = o.select(o.field, o.state, o.id, o.key, o.label, o.colour).order_by(o.position, o.id)
    for field_id, state, *option in rows.tuples():
        (living if state == LIVE else gone)[field_id].append(Option(*option))
    return living, gone


def _field(row: CustomField, folder: int | None, options: tuple[Option, ...], gone: tuple[Option, ...]) -> Field:
    settings = json.loads(row.settings) if row.settings else {}
    own = Custom(
        row.id,
        row.subject,
        folder,
        row.position,
        bool(row.required),
        bool(row.unique),
        row.default,
        row.help,
        settings.get("currency", ""),
        settings.get("to", 0),
        options,
        gone,
        row.state == LIVE,
    )
    return Field(f"{PREFIX}{row.key}", row.label, row.type, limit=_LIMITS.get(row.type, 400), custom=own)
