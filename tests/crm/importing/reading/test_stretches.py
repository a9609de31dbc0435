"""A file is read in stretches of whole lines: where they are cut makes no difference, and none needs much memory."""

import random
import tracemalloc
from contextlib import suppress

import pytest

from crm.errors import CrmError
from crm.importing.errors import FileError
from crm.importing.mapping import recognises
from crm.importing.options import Options
from crm.importing.reading import open_source, stretches
from tests.crm.importing.reading.files import HEADER, opened

PIECES = [
    *(
        "Ann,Lee,a@x\r\n",
        "Bob,Ray,b@x\n",
        '"An""n",Lee,\r',
        '"line\nbreak",x,y\r\n',
        "\n",
        "\r\n",
        "\r",
        ",",
        '"',
        '""',
        " ",
        "x",
        '5" pipe',
        '"x"y',
    ),
    *(
        "\\",
        "|",
        ";",
        "\t",
        "'",
        "\0",
        "\x1b",
        "\x0b",
        "\u2028",
        "\x85",
        "\ufeff",
        "\x1a",
        "中",
        "Müller",
        f"{HEADER}\n",
        "Cy,Fox,c@x\n" * 60,
    ),
]
RAW = [b"M\xfcller", b"\xff\xfe", b"\xc3", b"\x81", b"\xe4\xb8"]


def scrambled(seed: int) -> bytes:
    """A table in which anything may follow anything."""
    chance = random.Random(seed)
    pieces = [piece.encode() for piece in PIECES] + RAW
    return f"{HEADER}\nAnn,Lee,ann@example.com\n".encode() + b"".join(chance.choices(pieces, k=chance.randrange(1, 60)))


def outcome(folder, data):
    """Everything that reading gives: the rows and what was noticed, or why the file is refused."""
    try:
        source = opened(folder, data)
        rows = list(source.records())
    except CrmError as error:
        return str(error)
    return rows, source.blank, sorted(source.warnings), source.encoding, source.form


@pytest.mark.parametrize("seed", range(150))
def test_where_stretches_are_cut_makes_no_difference(tmp_path, monkeypatch, seed):
    data = scrambled(seed)
    whole = outcome(tmp_path, data)
    for size in (1, 13, 100):
        monkeypatch.setattr(stretches, "_BLOCK", size)
        assert outcome(tmp_path, data) == whole


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32", "cp1252", "utf-16-le"])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 64])
def test_letters_are_whole_wherever_blocks_are_cut(tmp_path, monkeypatch, codec, size):
    monkeypatch.setattr(stretches, "_BLOCK", size)
    source = opened(tmp_path, f'{HEADER}\r\nZoë,"Mül\r\nler",z@x\r\nJosé,O’Neil,j@x\r\n'.encode(codec))
    assert [r.cells[:2] for r in source.records()] == [["Zoë", "Mül\r\nler"], ["José", "O’Neil"]]


def test_rows_without_any_letter_lost_are_fit_for_every_database(tmp_path):
    for seed in range(200):
        told = outcome(tmp_path, scrambled(seed))
        rows = told[0] if isinstance(told, tuple) else []
        assert [r.number for r in rows] == list(range(1, len(rows) + 1))
        assert [r.line for r in rows] == sorted({r.line for r in rows})
        for row in rows:
            "".join(row.cells).encode()
            assert len(row.cells) == 3 or (len(row.cells) > 3 and row.problem)


def rows_of(count: int) -> bytes:
    note = "A note of some length, as people write them about others."
    return f"{HEADER},note\n".encode() + b"".join(f'Ann{i},Müller,a{i}@example.com,"{note}"\n'.encode() for i in range(count))


def peak(source) -> int:
    tracemalloc.start()
    for _ in source.records():
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_rows(tmp_path):
    few, many = opened(tmp_path, rows_of(4_000), "few.csv"), opened(tmp_path, rows_of(40_000), "many.csv")
    assert peak(many) < peak(few) * 1.5 < 6_000_000


@pytest.mark.parametrize("data", [b"x" * 40_000_000, b"first_name,email\nAnn," + b"x" * 40_000_000], ids=["no line end", "one endless row"])
def test_a_line_without_an_end_is_never_whole_in_memory(tmp_path, data):
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    tracemalloc.start()
    with suppress(FileError):
        list(open_source(path, Options(), recognises).records())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000
