"""The files of csv-spectrum: what other readers of tables are measured by, each with what it holds."""

import json
from pathlib import Path

import pytest

from tests.crm.importing.reading.files import opened

SPECTRUM = Path(__file__).parents[4] / "node_modules/csv-spectrum"
MISPRINTS = {"location_coordinates": {"Contact Phone Number": "2095257564"}}
"""Where the package's JSON says something else than its CSV."""

FILES = sorted((SPECTRUM / "csvs").glob("*.csv"))


def test_the_files_are_there():
    assert len(FILES) >= 12


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_the_spectrum_is_read_to_the_letter(tmp_path, file):
    source = opened(tmp_path, file.read_bytes(), mapping={})
    found = [dict(zip(source.header, record.cells, strict=True)) for record in source.records()]
    wanted = json.loads((SPECTRUM / "json" / f"{file.stem}.json").read_text())
    wanted = wanted if isinstance(wanted, list) else [wanted]
    assert found == [row | MISPRINTS.get(file.stem, {}) for row in wanted]
