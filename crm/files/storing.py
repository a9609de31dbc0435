"""Where files are kept: on disk, each under the hash of its bytes, never under a name somebody gave it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from crm import db, text
from crm.errors import CrmError
from crm.files import pictures
from crm.files.types import Type, type_of

MOST = 50 * 1024 * 1024
"""Bytes of one file."""
_PIECE = 1 << 20
_NAME = 120


class TooLarge(CrmError):
    """“{name}” is larger than 50 MB, the most one file may have. Nothing was kept; send a link instead, or a smaller copy."""

    status = 413


class NoSuchType(CrmError):
    """“{name}” can’t be kept here. Kith takes PDF, pictures (PNG, JPEG, WebP), office documents, tables, plain text and emails."""


class EmptyFile(CrmError):
    """“{name}” is empty. Nothing was kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that stands on disk: what it is called, what it is, and how many bytes it has."""

    name: str
    type: str
    size: int
    sha256: str


def store(file: BinaryIO, name: str) -> Stored:
    """Put a file on disk under its hash, once however often it comes. Raises TooLarge, EmptyFile, NoSuchType and BadPicture.

    No row is written: a file that nothing points to is only bytes.
    """
    called = file_name(name)
    _check_size(file, called)
    kind = type_of(file, called)
    if kind is None:
        raise NoSuchType(name=called)
    with _part() as part:
        if kind.mime.startswith("image/"):
            pictures.remake(file, kind.mime, called, part)
        else:
            _copy(file, part)
        size, digest = part.stat().st_size, _digest(part)
        _place(part, folder() / digest)
    return Stored(_with_ending(called, kind), kind.mime, size, digest)


def folder() -> Path:
    """Where the office's files are."""
    return db.settings().data / "attachments"


def small(digest: str) -> Path:
    """The small copy of a picture, made when it is first asked for."""
    path = folder() / f"{digest}.small"
    if not path.exists():
        with _part() as part:
            pictures.make_small(folder() / digest, part)
            _place(part, path)
    return path


def file_name(name: str) -> str:
    """A file's name as it may be shown: the last part of a path, one line, no signs that turn or hide letters, not too long."""
    bare = text.single_line(text.without_controls(name).replace("\\", "/").rpartition("/")[2]).lstrip(".").strip() or "file"
    stem, dot, ending = bare.rpartition(".")
    return bare if len(bare) <= _NAME else f"{(stem or ending)[: _NAME - 12]}…{dot}{ending[:10] if dot else ''}"


def _with_ending(name: str, kind: Type) -> str:
    """A name whose ending is that of its content: one that says something else gets the right one behind it."""
    return name if name.rpartition(".")[2].lower() in kind.endings else f"{name}.{kind.endings[0]}"


def _check_size(file: BinaryIO, name: str) -> None:
    size = file.seek(0, 2)
    if size > MOST:
        raise TooLarge(name=name)
    if size == 0:
        raise EmptyFile(name=name)


@contextmanager
def _part() -> Iterator[Path]:
    """A file beside those that are kept, which is gone again unless it was placed."""
    folder().mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder(), suffix=".part", delete=False) as made:
        path = Path(made.name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _copy(file: BinaryIO, to: Path) -> None:
    file.seek(0)
    with to.open("wb") as out:
        while piece := file.read(_PIECE):
            out.write(piece)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(part: Path, path: Path) -> None:
    """Put bytes in their place, also where they stand already: they are young again, and no clearing takes them."""
    part.chmod(0o600)
    part.replace(path)
