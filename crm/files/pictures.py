"""Pictures are made anew: nothing of the file that was sent is kept but what it shows, so no place and no camera; and a small copy."""

from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from crm.errors import CrmError

SIDE = 240
"""Pixels of the longer side of the small copy."""
_PIXELS = 25_000_000
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class BadPicture(CrmError):
    """“{name}” is not a picture Kith can read, or it has more than 25 million pixels. Save it smaller and try again; nothing was kept."""


def remake(file: BinaryIO, mime: str, name: str, out: Path) -> None:
    """Write the picture anew to `out`, upright and without what else the file said. Raises BadPicture."""
    file.seek(0)
    try:
        with Image.open(file, formats=(_FORMATS[mime],)) as image:
            if image.width * image.height > _PIXELS:
                raise BadPicture(name=name)
            ImageOps.exif_transpose(image, in_place=True)
            image.info = {}
            image.save(out, _FORMATS[mime], quality=90)
    except _BROKEN as error:
        raise BadPicture(name=name) from error


def make_small(picture: Path, out: Path) -> None:
    """A small JPEG of a picture that was made anew."""
    with Image.open(picture) as image:
        image.draft("RGB", (SIDE * 2, SIDE * 2))
        image.thumbnail((SIDE, SIDE))
        flat = Image.new("RGB", image.size, "white")
        layer = image.convert("RGBA")
        flat.paste(layer, mask=layer.getchannel("A"))
        flat.save(out, "JPEG", quality=80, optimize=True)
