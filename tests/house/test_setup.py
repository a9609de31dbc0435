"""Setting up: nothing is done twice, one at a time, and a failure says what to do."""

import subprocess
import threading
import time
from pathlib import Path

import pytest

from house import machine, setup

LOCKS = ("requirements.lock", "package-lock.json")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two lock files and no environment; what would be installed is noted in `installed`."""
    for lock in LOCKS:
        (tmp_path / lock).write_text(f"{lock}, as it is today")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    return tmp_path


@pytest.fixture
def installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    def install(lock: str) -> None:
        (project / ".venv/bin").mkdir(parents=True, exist_ok=True)
        (project / ".venv/bin/python").touch()
        time.sleep(0.05)
        done.append(lock)

    monkeypatch.setattr(setup, "_install", install)
    return done


def test_what_is_installed_is_not_installed_again(project: Path, installed: list[str]):
    assert setup.main(*LOCKS) == setup.main(*LOCKS) == 0
    assert installed == list(LOCKS)


def test_a_changed_lock_file_is_installed_anew_and_the_other_is_not(project: Path, installed: list[str]):
    setup.main(*LOCKS)
    (project / LOCKS[1]).write_text("one more package")
    setup.main(*LOCKS)
    assert installed == [*LOCKS, LOCKS[1]]


def test_an_environment_whose_python_is_gone_is_made_anew(project: Path, installed: list[str]):
    setup.main(LOCKS[0])
    (project / ".venv/bin/python").unlink()
    setup.main(LOCKS[0])
    assert installed == [LOCKS[0], LOCKS[0]]


def test_those_who_start_together_install_once(project: Path, installed: list[str]):
    threads = [threading.Thread(target=setup.main, args=LOCKS) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert installed == list(LOCKS)


def test_an_environment_left_half_made_is_made_anew(project: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[Path] = []
    monkeypatch.setattr(setup, "run", lambda command, otherwise: None)
    monkeypatch.setattr(setup.venv, "create", lambda path, **options: made.append(path))
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").touch()
    setup.main(LOCKS[0])
    setup.main(LOCKS[0])
    assert made == [project / ".venv"]


def test_what_an_office_uses_is_compiled_once_and_the_rest_of_the_packages_is_not(project: Path, monkeypatch: pytest.MonkeyPatch):
    commands: list[list[str]] = []
    monkeypatch.setattr(setup, "run", lambda command, otherwise: commands.append(command))
    monkeypatch.setattr(setup.venv, "create", lambda path, **options: path.mkdir())
    assert setup.main(LOCKS[0]) == 0
    pip, used = commands
    assert "--no-compile" in pip
    assert used[1:] == ["-c", "import sys; sys.dont_write_bytecode = False; import app, house.serve"]


def test_a_failure_shows_what_was_said_and_what_to_do_and_is_tried_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def install(lock: str) -> None:
        setup.run(["sh", "-c", "echo no network; exit 3"], "Try again when the network is back.")

    monkeypatch.setattr(setup, "_install", install)
    assert setup.main(LOCKS[0]) == 1
    assert capsys.readouterr().err == "no network\n\nTry again when the network is back.\n"
    assert not setup.is_ready(LOCKS[0])


def test_an_old_python_is_named(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(setup, "OLDEST", (99, 0))
    assert setup.main(LOCKS[0]) == 1
    assert "Kith needs Python 3.11 or later" in capsys.readouterr().err


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing on it but apt-get, and no server in reach."""
    monkeypatch.setattr(machine.shutil, "which", lambda name: "/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(machine.Path, "exists", lambda path: False)
    monkeypatch.setattr(machine, "_answers", lambda port: False)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)


def test_only_root_is_given_programs_and_others_are_told_which(bare: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    with pytest.raises(
        setup.SetupFailed,
        match="apt-get install chromium chromium-headless-shell default-jre-headless npm fonts-liberation postgresql redis-server",
    ):
        machine.equip()


def test_a_server_that_is_named_is_not_installed(bare: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://elsewhere/test")
    with pytest.raises(setup.SetupFailed, match="fonts-liberation redis-server"):
        machine.equip()


def test_root_gets_what_is_missing_and_no_more(monkeypatch: pytest.MonkeyPatch):
    commands: list[list[str]] = []
    monkeypatch.setattr(machine.shutil, "which", lambda name: None if name == "chromium-headless-shell" else f"/bin/{name}")
    monkeypatch.setattr(machine.Path, "exists", lambda path: True)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine, "run", lambda command, otherwise: commands.append(command))
    monkeypatch.setenv("DEBIAN_FRONTEND", "")
    machine.equip()
    assert commands == [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium-headless-shell"],
        ["npm", "ci", "--ignore-scripts"],
    ]


def test_a_prepared_house_costs_next_to_nothing():
    prepare = [setup.ROOT / "bin/prepare", "requirements-tests.lock", "package-lock.json"]
    subprocess.run(prepare, check=True)
    took = []
    for _ in range(10):
        began = time.monotonic()
        subprocess.run(prepare, check=True)
        took.append(time.monotonic() - began)
    assert min(took) < 0.050, "whatever else the machine does"
