"""One of the programs an office runs, in a process group of its own so that Ctrl-C reaches it through bin/serve only."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress


class Child:
    """A program that can be started, watched and ended; `name` is what people call it."""

    def __init__(self, name: str, arguments: list[str], environ: Mapping[str, str], keeps: tuple[int, ...] = ()) -> None:
        self.name = name
        self._arguments = [sys.executable, "-m", *arguments]
        self._environ = {**environ, "KITH_PARENT": str(os.getpid())}
        self._keeps = keeps
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        self._process = subprocess.Popen(self._arguments, env=self._environ, pass_fds=self._keeps, process_group=0)

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def ask_to_end(self) -> None:
        """Ask it to finish what it is doing and end."""
        if self.is_alive():
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended; what takes longer is ended by force."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def kill(self) -> None:
        """End it by force, with all it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
