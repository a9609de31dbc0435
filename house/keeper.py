"""Keeps the programs of an office alive until somebody says stop; then ends them, restarting nothing."""

import http.client
import signal
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from types import FrameType

from crm.errors import CrmError
from house.child import Child

_GLANCE_SECONDS = 0.2
_PAUSE_SECONDS = 1.0
_PATIENCE_SECONDS = 70.0


class CouldNotStart(CrmError):
    """Kith could not start: its {name} ended at once. What it said stands above."""


class Keeper:
    """Watches programs: one that ends before the office was ready ends everything, one that ends later is started again."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children
        self._stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def keep(self, is_ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Watch until told to stop; `announce` is called once, when the office is ready."""
        try:
            while not (self._stopping or is_ready()):
                self._expect_life()
                time.sleep(_GLANCE_SECONDS)
            if not self._stopping:
                announce()
            while not self._stopping:
                self._revive()
                time.sleep(_GLANCE_SECONDS)
        finally:
            self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """The first time end gently, the second time at once."""
        if self._stopping:
            for child in self._children:
                child.kill()
        self._stopping = True

    def _expect_life(self) -> None:
        for child in self._children:
            if not (child.is_alive() or self._stopping):
                raise CouldNotStart(name=child.name)

    def _revive(self) -> None:
        for child in self._children:
            if not child.is_alive():
                print(f"The {child.name} ended unexpectedly and is started again.", file=sys.stderr)
                time.sleep(_PAUSE_SECONDS)
                if not self._stopping:
                    child.start()

    def _end(self) -> None:
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.wait(_PATIENCE_SECONDS)


def is_well(host: str, port: int) -> bool:
    """Whether /health answers that the database and the worker are well."""
    connection = http.client.HTTPConnection(_within(host), port, timeout=5)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _within(host: str) -> str:
    """Where this machine finds itself when it listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
