"""A person's picture: re-encoded as a small JPEG, so that nothing of the file that was sent is kept, its metadata least of all."""

import hashlib
import io
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from crm import access
from crm.errors import CrmError
from crm.journal import operation
from crm.models import Contact, Member

SIDE = 320
"""Pixels of the square that is kept."""
MOST = 20 * 1024 * 1024
_PIXELS = 50_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPicture(CrmError):
    """That file is not a picture Kith can read. Choose a JPEG, PNG, WebP or GIF of at most 20 MB; nothing was changed."""


def set_photo(contact: Contact, file: BinaryIO, *, folder: Path, by: Member, key: str | None = None) -> None:
    """Give a person a picture. Raises NotAPicture."""
    access.require_edit(by)
    name = _keep(_encoded(file.read(MOST + 1)), folder)
    with operation("contact.photo", by=by, title=f"Gave {contact.name} a photo", key=key) as op:
        op.put(contact, photo=name)


def remove_photo(contact: Contact, *, by: Member, key: str | None = None) -> None:
    """Take a person's picture away; the file stays as long as undo may want it."""
    access.require_edit(by)
    with operation("contact.photo", by=by, title=f"Removed the photo of {contact.name}", key=key) as op:
        op.put(contact, photo="")


def adopt(raw: Path, name: str, folder: Path) -> None:
    """Keep a picture that came with an import under the name its person was given; what is no picture isn't kept."""
    if (folder / name).exists() or not raw.is_file() or raw.stat().st_size > MOST:
        return
    with suppress(NotAPicture):
        _store(_encoded(raw.read_bytes()), name, folder)


def looks_like_one(data: bytes) -> bool:
    """Whether bytes begin as a picture that we can read."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return len(data) <= MOST and image.width * image.height <= _PIXELS
    except _UNREADABLE:
        return False


def path_of(contact: Contact, folder: Path) -> Path | None:
    """Where a person's picture is, if they have one."""
    path = folder / contact.photo if contact.photo else None
    return path if path is not None and path.is_file() else None


def _encoded(data: bytes) -> bytes:
    if len(data) > MOST:
        raise NotAPicture()
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _PIXELS:
                raise NotAPicture()
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            square = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (SIDE, SIDE))
    except _UNREADABLE as error:
        raise NotAPicture() from error
    bare, out = Image.new("RGB", square.size), io.BytesIO()
    bare.paste(square)
    bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _keep(data: bytes, folder: Path) -> str:
    """Store a picture under the hash of what it shows; gives its name."""
    name = f"{hashlib.sha256(data).hexdigest()}.jpg"
    _store(data, name, folder)
    return name


def _store(data: bytes, name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        part.write(data)
    Path(part.name).replace(folder / name)
