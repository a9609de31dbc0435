"""Makes .venv hold exactly what a lock file names, once, however many commands start together. Standard library only."""

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
RUNTIME, CHECKERS = "requirements.lock", "package-lock.json"
OLDEST = (3, 11)
_USED = "import sys; sys.dont_write_bytecode = False; import app, house.serve"
"""Compiles what an office imports, once: compiling all that packages hold takes longer than installing them."""


class SetupFailed(Exception):
    """What could not be set up, and what to do about it."""


def main(*locks: str) -> int:
    """Install what the lock files name, and mark each as done; bin/prepare skips this while the marks are true."""
    try:
        with _alone():
            for lock in locks:
                if not is_ready(lock):
                    _install(lock)
                    shutil.copyfile(ROOT / lock, VENV / lock)
    except SetupFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def is_ready(lock: str) -> bool:
    """Whether .venv holds what this version of the lock file names, and its Python is still there."""
    mark = VENV / lock
    return (VENV / "bin/python").exists() and mark.exists() and mark.read_bytes() == (ROOT / lock).read_bytes()


def run(command: list[str], otherwise: str) -> None:
    """Run a command quietly; where it fails, show all it said and raise SetupFailed with a sentence."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise SetupFailed(f"{done.stdout}\n{otherwise}")


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time; the others wait, and then find everything done."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _install(lock: str) -> None:
    if lock == CHECKERS:
        from house import machine

        machine.equip()
        return
    made = VENV / "made"
    if not (made.exists() and (VENV / "bin/python").exists()):
        _create()
        made.touch()
    python, quietly = str(VENV / "bin/python"), ["--quiet", "--disable-pip-version-check"]
    run(
        [python, "-m", "pip", "install", *quietly, "--no-compile", "--require-hashes", "-r", lock],
        "The packages Kith needs could not be installed; what pip said stands above. If the network was away, try again when it is back.",
    )
    run([python, "-c", _USED], "Kith could not be loaded; what Python said stands above.")
    shutil.copyfile(ROOT / RUNTIME, VENV / RUNTIME)  # every lock file holds the runtime's packages at the same versions


def _create() -> None:
    """A new environment in place of one that is missing, broken or half made."""
    if sys.version_info < OLDEST:
        raise SetupFailed(f"Kith needs Python 3.11 or later; this is {sys.version.split()[0]}. Install it and run the command again.")
    try:
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)
    except subprocess.CalledProcessError as error:
        raise SetupFailed("This Python can’t make environments. On Debian or Ubuntu: apt-get install python3-venv") from error


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
