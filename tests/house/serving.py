"""An office that really runs: bin/serve's program in a process of its own, on a port that was free."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = 5
"""Itself, the web server with its two processes, and the worker; the second of the two comes when the first answers already."""


class Served:
    """A running bin/serve, what it said so far, and the processes it started."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.said = data.parent / "said.txt"
        environ = {**os.environ, "KITH_DATA": str(data), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "house.serve", "--port", "0", *arguments]
        with self.said.open("w") as output:
            self.process = subprocess.Popen(command, env=environ, stdout=output, stderr=output, cwd=data.parent, start_new_session=True)

    @property
    def words(self) -> str:
        return self.said.read_text()

    @property
    def port(self) -> int:
        return int(re.search(r"ready: http://127\.0\.0\.1:(\d+)", self.words).group(1))

    def wait_until_ready(self) -> "Served":
        eventually(lambda: "Kith is ready" in self.words or self.process.poll() is not None)
        assert self.process.poll() is None, self.words
        eventually(lambda: len(family(self.process.pid)) == PROGRAMS)
        return self

    def health(self) -> dict[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/health")
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def child(self, module: str) -> int:
        """The process id of the program it started, once it runs: after a kill the next one takes a moment."""
        eventually(lambda: self._children(module) != [])
        return self._children(module)[0]

    def _children(self, module: str) -> list[int]:
        return [pid for pid in children(self.process.pid) if module in command_of(pid) and not is_gone(pid)]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def served(data: Path, *arguments: str) -> Iterator[Served]:
    running = Served(data, *arguments)
    try:
        yield running.wait_until_ready()
    finally:
        if running.process.poll() is None:
            running.end()


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds; fail when it doesn't in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def family(pid: int) -> list[int]:
    """The process and all it started, and what they started."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def command_of(pid: int) -> str:
    """How it was started; nothing of one that has just gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
