"""The office's own copy of a file that was brought in, under the hash of its content."""

import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

from crm.importing.reading.unpacking import digest_of


def keep(path: Path, folder: Path) -> tuple[Path, str]:
    """Copy a file into the office's folder under the hash of its content."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = digest_of(path)
    kept = folder / digest
    if not kept.exists():
        with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part, path.open("rb") as file:
            shutil.copyfileobj(file, part)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(kept)
        _sync(folder)
    return kept, digest


def _sync(folder: Path) -> None:
    """Let a file's name outlive a power cut, as the operation does that names it."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
