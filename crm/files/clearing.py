"""What stands on disk and nothing can show or bring back any more goes, photos and files alike; what just came is left alone."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from peewee import ModelSelect

from crm import db
from crm.db import among
from crm.files import storing
from crm.journal import purge, window
from crm.journal.cells import column
from crm.models import Change, Contact, Event, File

_YOUNG_SECONDS = 24 * 3600
"""Bytes this young may wait for the row that will point to them."""
_PAGE = 1_000
_GOING = ".going"
_HALF = (".part", _GOING)
"""Endings of what an upload, or a clearing, left when it was cut short."""


def plan() -> tuple[int, int]:
    """How many files, and how many bytes, a clearing would remove once the purge has removed its rows; nothing is removed."""
    sizes = [path.stat().st_size for path in _unwanted()]
    return len(sizes), sum(sizes)


def clear() -> tuple[int, int]:
    """Remove them; gives how many files and bytes. One that was cut short goes on where it was."""
    removed = [size for path in _unwanted() if (size := _remove(path)) is not None]
    return len(removed), sum(removed)


def _unwanted() -> Iterator[Path]:
    """Files nothing points to, or would after the purge, and what was cut short."""
    for folder, pointed in ((storing.folder(), _of_files), (db.settings().data / "photos", _of_photos)):
        old = _old(folder)
        while paths := list(islice(old, _PAGE)):
            wanted = pointed(sorted({_name(path) for path in paths}))
            yield from (path for path in paths if path.suffix in _HALF or _name(path) not in wanted)


def _old(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.is_file() and not _is_young(path))


def _is_young(path: Path) -> bool:
    return path.stat().st_mtime > time.time() - _YOUNG_SECONDS


def _name(path: Path) -> str:
    """What a row calls a file: a picture's small copy stays and goes with the picture."""
    return path.name.removesuffix(".small")


def _remove(path: Path) -> int | None:
    """Set a file aside, and remove it unless the same bytes came anew in that moment."""
    aside = path if path.suffix in _HALF else path.replace(path.with_name(path.name + _GOING))
    if _is_young(aside):
        aside.replace(path)
        return None
    size = aside.stat().st_size
    aside.unlink()
    return size


def _of_files(names: Sequence[str]) -> set[str]:
    here = among(File.sha256, names)
    for going in purge.due_files():
        here &= File.id.not_in(going)
    return _texts(File.select(File.sha256).where(here))


def _of_photos(names: Sequence[str]) -> set[str]:
    """Photos that somebody has, or that an undo within its window may give back."""
    there = Contact.id.not_in(purge.due(Contact))
    cell = column(Contact, "photo")
    changed = (Change.tbl == Contact.number) & (Change.col == cell.number) & Change.row.not_in(purge.due(Contact))
    recent = Change.select(Change.old).join(Event, on=(Event.id == Change.event)).where(changed & (Event.at >= window.begins()))
    have = _texts(Contact.select(Contact.photo).where(among(Contact.photo, names) & there))
    return have | _texts(recent.where(among(Change.old, names))) | _texts(recent.select(Change.new).where(among(Change.new, names)))


def _texts(query: ModelSelect) -> set[str]:
    return {text for (text,) in query.tuples()}
