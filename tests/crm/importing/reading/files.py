"""Small files as people bring them, opened as an import opens them."""

from pathlib import Path
from typing import Any

import pytest

from crm.importing.errors import FileError
from crm.importing.mapping import recognises
from crm.importing.options import Options
from crm.importing.reading import Record, Source, open_source

HEADER = "first_name,last_name,email"


def opened(folder: Path, data: bytes | str, name: str = "people.csv", **told: Any) -> Source:
    """The file with these bytes (text is written as UTF-8), opened with what a person told."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_source(path, Options(**told), recognises)


def read(folder: Path, data: bytes | str, **told: Any) -> list[Record]:
    """The rows of such a file."""
    return list(opened(folder, data, **told).records())


def cells(folder: Path, data: bytes | str, **told: Any) -> list[list[str]]:
    """The cells of its rows, of which none is refused."""
    rows = read(folder, data, **told)
    assert [row.problem for row in rows if row.problem] == []
    return [row.cells for row in rows]


def refused(folder: Path, data: bytes | str, **told: Any) -> FileError:
    """Why the whole file is refused."""
    with pytest.raises(FileError) as caught:
        read(folder, data, **told)
    assert str(caught.value).endswith("Nothing was imported.")
    return caught.value


def problems(folder: Path, data: bytes | str, **told: Any) -> dict[int, str]:
    """The reasons why rows are refused, by their number."""
    return {row.number: row.problem for row in read(folder, data, **told) if row.problem}
