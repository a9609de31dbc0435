"""What comes in goes out, and comes in again without a change: byte for byte."""

import csv
import io
import os
import re
from pathlib import Path

import pytest

from crm import members
from crm.countries import code_of
from crm.exporting import files, people
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import Member, Operation
from crm.selection import Selection
from tests.crm.exporting import hostile
from tests.crm.importing import samples
from tests.crm.journal.world import clear

HOSTILE = int(os.environ.get("KITH_HOSTILE", "300"))


@pytest.fixture
def folder(settings) -> Path:
    return settings.data


def new_office() -> Member:
    """An empty office with an owner."""
    clear()
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


def bring_in(folder: Path, content: bytes, by: Member) -> dict:
    file = folder / "in.csv"
    file.write_bytes(content)
    head = running.start(file, "in.csv", Options(), by=by, folder=folder / "files")
    work.run(head.id)
    return running.result(Operation.get_by_id(head.id))


def take_out(folder: Path, by: Member) -> bytes:
    written = files.write(folder / "out.csv", Selection(), people.columns_of("data"), by)
    content = (folder / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbffirst_name,last_name,emails,")
    assert written.rows > 0
    return content


def goes_round(folder: Path, content: bytes) -> dict:
    """Into one office, out, into another, out: the two exports are equal; and once more into the first changes nobody.

    Somebody with a name alone, or a number without a name, has no key to be known by, and comes in again as a new person.
    """
    ada = new_office()
    first = bring_in(folder, content, ada)
    out = take_out(folder, ada)
    again = bring_in(folder, out, ada)
    assert (again["updated"], again["refused"]) == (0, 0)
    assert again["created"] == without_a_key(out)
    ada = new_office()
    assert bring_in(folder, out, ada)["refused"] == 0
    assert take_out(folder, ada) == out
    return first


EVERY = [sample for several in samples.ALL.values() for sample in several]


@pytest.mark.parametrize("sample", EVERY, ids=lambda s: s.__name__)
def test_every_known_export_asks_nothing_and_goes_round(folder, database, sample):
    told = goes_round(folder, samples.as_csv(sample()))
    assert (told["refused"], told["warnings"], told["created"]) == (0, [], told["rows"])


def without_a_key(content: bytes) -> int:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return sum(1 for row in rows if not row["emails"] and not (row["phones"] and (row["first_name"] or row["last_name"])))


@pytest.mark.parametrize("sample", [samples.google_old, samples.google_new, samples.outlook], ids=lambda s: s.__name__)
def test_nothing_of_an_address_book_is_lost(folder, database, sample):
    """Every word of every filled cell stands somewhere in the export; labels and empty dates aside."""
    table = sample()
    ada = new_office()
    bring_in(folder, samples.as_csv(table), ada)
    out = take_out(folder, ada).decode()
    spoken = out.casefold().replace('""', '"')
    header, rows = table
    for row in rows:
        for heading, cell in zip(header, row, strict=True):
            if not heading.startswith(("Birthday", "Anniversary")):
                for line in cell.splitlines():
                    for word in re.findall(r"\w+", line.casefold()):
                        assert word in spoken or word == "mycontacts" or code_of(line), (heading, cell, word)


def test_hostile_text_in_every_field_goes_round(folder, database):
    told = goes_round(folder, hostile.people(HOSTILE))
    assert (told["rows"], told["created"], told["refused"]) == (HOSTILE, HOSTILE, 0)
