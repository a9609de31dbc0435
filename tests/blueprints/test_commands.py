"""Whatever a command is told that can't be, it answers with a sentence and another exit code than 0, and does nothing."""

import json
import os

import pytest

from crm.models import Contact, Operation

ENGINES = ("sqlite",)
OK = "first_name,email\nAnn,ann@example.org\n"
FILES = {
    "ok.csv": OK, "empty.csv": "", "noise.csv": bytes(range(256)) * 9, "list.json": "[1]", "broken.json": '{"a":', "noise.json": b"\xd1\xff\x00",
    "empty.json": "", "deep.json": "[" * 100_000, "nested.json": '{"email": ["email"]}', "field.json": '{"email": "nope"}', "column.json": '{"99": "email"}',
}  # fmt: skip
IMPORTS = [
    (["missing.csv"], "does not exist"),
    (["folder"], "is a directory"),
    (["empty.csv"], "The file is empty."),
    (["noise.csv"], "This is not a table of text"),
    (["ok.csv", "--mapping", "folder"], "can’t be read. It is a folder."),
    (["ok.csv", "--mapping", ""], "can’t be read. It is a folder."),
    (["ok.csv", "--mapping", "missing.json"], "can’t be read. No such file"),
    (["ok.csv", "--mapping", "broken.json"], "is no JSON. Look at line 1."),
    (["ok.csv", "--mapping", "noise.json"], "is no JSON."),
    (["ok.csv", "--mapping", "empty.json"], "is no JSON."),
    (["ok.csv", "--mapping", "deep.json"], "is no JSON."),
    (["ok.csv", "--mapping", "list.json"], "doesn’t say"),
    (["ok.csv", "--mapping", "nested.json"], "doesn’t say"),
    (["ok.csv", "--mapping", "field.json"], "There is no field “nope”."),
    (["ok.csv", "--mapping", "column.json"], "names the column “99”"),
    (["ok.csv", "--encoding", "nonsense"], "We don’t know an encoding named “nonsense”."),
    (["ok.csv", "--encoding", "hex"], "We don’t know an encoding named “hex”."),
    (["ok.csv", "--delimiter", "ab"], "“ab” is not a choice for delimiter"),
    (["ok.csv", "--header-line", "-1"], "-1 is not in the range"),
    (["ok.csv", "--header-line", "99"], "The file has no line 99."),
    (["ok.csv", "--sheet", "Nope"], "“Nope” is not a choice for sheet"),
    (["ok.csv", "--phone-region", "XX"], "“XX” is not a choice for phone-region"),
    (["ok.csv", "--match", "nope"], "“nope” is not a choice for match"),
    (["ok.csv", "--match", ""], "“” is not a choice for match"),
    (["ok.csv", "--tag", " "], "“” is not a choice for tags"),
    (["ok.csv", "--tag", "x" * 101], "is not a choice for tags"),
    (["ok.csv", "--list", "x" * 101], "A list needs a name"),
    (["ok.csv", "--of", "nope"], "There is no kind of record"),
    (["ok.csv", "--of", "businesses"], "No column of this file holds the name"),
    (["pipe"], "pipe is no file"),
    (["/dev/zero", "--dry-run"], "/dev/zero is no file"),
    (["ok.csv", "--outcome", ""], "Say which file to write."),
    (["ok.csv", "--outcome", "folder"], "is a directory"),
    (["ok.csv", "--outcome", "gone/out.csv"], "There is no folder"),
    (["ok.csv", "--outcome", "ok.csv/out.csv"], "There is no folder"),
    (["ok.csv", "--outcome", "/dev/null"], "/dev/null is no file that can be replaced."),
    (["ok.csv", "--dry-run", "--outcome", "gone/out.csv"], "There is no folder"),
]
EXPORTS = [
    (["--all", "--out", ""], "Say which file to write."),
    (["--all", "--out", "gone/out.csv"], "There is no folder"),
    (["--all", "--out", "gone/out.vcf"], "There is no folder"),
    (["--all", "--out", "folder"], "is a directory"),
    (["--all", "--out", "/dev/null"], "/dev/null is no file that can be replaced."),
    (["--all", "--out", "out.pdf"], "We write no files “pdf”"),
    (["--out", "out.csv"], "Say whom, in one way"),
    (["--all", "--search", "Ann", "--out", "out.csv"], "Say whom, in one way"),
    (["--list", "Nope", "--out", "out.csv"], "There is no list called “Nope”"),
    (["--filter", "{", "--out", "out.csv"], "it is not JSON"),
    (["--filter", '{"field": "nope", "op": "is", "value": "x"}', "--out", "out.csv"], "there is no field “nope”"),
    (["--all", "--columns", "nope", "--out", "out.csv"], "There is no field “nope”."),
    (["--all", "--columns", " , ", "--out", "out.csv"], "An export needs at least one column."),
    (["--all", "--of", "nope", "--out", "out.csv"], "There is no kind of record called “nope”: --of takes contacts, businesses."),
    (["--all", "--of", "businesses", "--out", "out.vcf"], "files hold people only"),
    (["--all", "--columns", "id,type", "--out", "out.vcf"], "A card carries none of these columns."),
    (["--all", "--vcard", "9", "--out", "out.vcf"], "'9' is not one of"),
    (["--all", "--vcard", "3.0", "--out", "out.csv"], "--vcard is the version of cards"),
]
OTHERS = [
    (["purge", "--dry-run", "x"], "unexpected extra argument"),
    (["operations", "show", "999"], "There is no operation 999."),
    (["operations", "undo", "999"], "There is no operation 999."),
    (["operations", "undo", "9" * 30], "is not in the range"),
    (["operations", "list", "--limit", "-5"], "-5 is not in the range"),
    (["count", "--list", "Nope"], "There is no list called “Nope”"),
    (["count", "--list", "\udcff"], "“\\udcff” is no text in UTF-8."),
    (["bulk", "add-tags", "--all", "--set", "tags=\udcff"], "“tags=\\udcff” is no text in UTF-8."),
]
COMMANDS = [
    *((["import", *arguments], said) for arguments, said in IMPORTS), *((["export", *arguments], said) for arguments, said in EXPORTS), *OTHERS,
]  # fmt: skip


@pytest.fixture
def run(app, me, tmp_path, monkeypatch):
    """Run a command where there are some files, a folder, and nothing else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def ran(*arguments):
        with app.app_context():
            return app.test_cli_runner().invoke(args=list(arguments))

    return ran


def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_done(run, tmp_path):
    there, done = sorted(tmp_path.rglob("*")), Operation.select().count()
    for arguments, said in COMMANDS:
        told = run(*arguments)
        assert (type(told.exception), told.exit_code in (1, 2)) == (SystemExit, True), (arguments, told.exception)
        assert said in told.stderr, (arguments, told.stderr)
        assert not any(word in told.stderr for word in ("Errno", ".part")), (arguments, told.stderr)
        assert (told.stdout, sorted(tmp_path.rglob("*")), Operation.select().count()) == ("", there, done), arguments


def test_every_command_answers_other_programs(app, run):
    every = [inner for one in app.cli.commands.values() for inner in getattr(one, "commands", {"": one}).values()]
    assert [one.name for one in every if not any("--json" in param.opts for param in one.params)] == []
    assert json.loads(run("work", "--once", "--json").stdout) == {"operations": []}


def test_a_dry_run_of_businesses_writes_what_would_become_of_each_row(run, tmp_path):
    (tmp_path / "firms.csv").write_text("name,email\nFjord,post@fjord.example\nHill,nonsense\n")
    told = run("import", "firms.csv", "--of", "businesses", "--dry-run", "--outcome", "out.csv", "--json")
    assert (json.loads(told.stdout)["created"], Contact.select().count()) == (1, 0)
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[-4:-2] for line in lines[1:]] == [["created", ""], ["refused", "email"]]
