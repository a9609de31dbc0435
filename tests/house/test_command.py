"""bin/kith: sets up silently; exit 0 done, 1 refused with a sentence on standard error, 2 wrong usage."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house.serving import ROOT

OWNER = ("owner", "create", "--name", "Ada", "--email", "ada@example.org", "--password", "a walk along the river")


def kith(data: Path, *arguments: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KITH_DATA": str(data), **environ}
    return subprocess.run(
        [ROOT / "bin/kith", *arguments], env=environment, cwd=cwd or data.parent, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "office"


def test_the_first_command_migrates_without_a_word(data: Path):
    made = kith(data, *OWNER, "--json")
    assert (made.returncode, made.stderr) == (0, "")
    assert json.loads(made.stdout)["email"] == "ada@example.org"


def test_a_refusal_is_a_sentence_on_standard_error(data: Path):
    kith(data, *OWNER)
    refused = kith(data, *OWNER)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "This office has an owner already. Ask them for an invitation.\n"


@pytest.mark.parametrize("arguments", [["dance"], ["owner", "create"], ["count", "--frobnicate"]])
def test_wrong_usage_is_another_exit_code(data: Path, arguments: list[str]):
    wrong = kith(data, *arguments)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Usage: kith" in wrong.stderr


def test_help_is_for_people(data: Path):
    told = kith(data, "--help")
    assert told.returncode == 0
    assert "owner" in told.stdout


def test_what_few_commands_need_is_loaded_by_those_alone():
    """Every command waits for what the app loads."""
    seen = "import sys, app; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "peewee" in loaded
    assert {"charset_normalizer", "email_validator", "huey", "openpyxl", "redis", "weasyprint", "zxcvbn"}.isdisjoint(loaded)


def test_files_are_found_from_where_one_stands(data: Path, tmp_path: Path):
    kith(data, *OWNER)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/people.csv").write_text("First name,Email\nAnn,ann@example.org\n")
    done = kith(data, "import", "people.csv", "--json", cwd=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["created"] == 1


def test_a_database_out_of_reach_is_a_sentence(data: Path):
    refused = kith(data, "count", "--all", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert refused.returncode == 1
    assert refused.stderr.startswith("The database can’t be used: ")
    assert "Traceback" not in refused.stderr


def test_a_setting_that_cannot_be_is_a_sentence(data: Path):
    refused = kith(data, "count", "--all", KITH_TIMEZONE="Mars/Olympus")
    assert refused.returncode == 1
    assert refused.stderr == "The setting KITH_TIMEZONE has the value “Mars/Olympus”, which is not a time zone we know, like Europe/Oslo.\n"


def test_two_first_commands_at_once_migrate_once(data: Path):
    environment = {**os.environ, "KITH_DATA": str(data)}
    command = [ROOT / "bin/kith", "migrate", "--json"]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said


def test_on_a_terminal_an_import_shows_how_far_it_is(data: Path, tmp_path: Path):
    kith(data, *OWNER)
    rows = "".join(f"Ann,ann{n}@example.org\n" for n in range(6_000))
    (tmp_path / "people.csv").write_text(f"First name,Email\n{rows}")
    terminal, theirs = pty.openpty()
    command = [ROOT / "bin/kith", "import", str(tmp_path / "people.csv")]
    process = subprocess.Popen(command, env={**os.environ, "KITH_DATA": str(data)}, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    said = "".join(pieces(terminal))
    assert process.wait(60) == 0
    assert "6,000 rows read" in said
    shares = [int(share) for share in re.findall(r"Importing .*?(\d+)%", said)]
    assert shares == sorted(shares)
    assert (shares[-1], len(set(shares)) > 2) == (100, True), shares


def pieces(terminal: int) -> Iterator[str]:
    """What a terminal shows until the program has ended: Linux answers with an error then."""
    with suppress(OSError):
        while piece := os.read(terminal, 65_536):
            yield piece.decode(errors="replace")


def test_absurd_arguments_are_refused_with_a_sentence_and_touch_nobody(data: Path):
    kith(data, *OWNER)
    for arguments, code in (
        (("export", "--all", "--out", "/nonexistent/people.csv"), 1),
        (("operations", "show", str(2**70)), 2),
        (("explain", str(2**70), "--filter", '{"all": []}'), 2),
        (("bulk", "set-owner", "--all"), 2),
        (("import", __file__, "--match", ""), 1),
    ):
        refused = kith(data, *arguments)
        assert (refused.returncode, refused.stdout) == (code, ""), arguments
        assert "Traceback" not in refused.stderr
        assert refused.stderr.strip()
