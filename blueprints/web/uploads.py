"""Files that came with a form."""

from collections.abc import Iterator
from typing import BinaryIO, cast

from flask import request


def uploads() -> Iterator[tuple[BinaryIO, str]]:
    """The files that came with the form, as (content, name); browsers send an empty one where none was chosen."""
    for sent in request.files.getlist("file"):
        if sent.filename:
            yield cast(BinaryIO, sent.stream), sent.filename
