"""Imports of a few small batches, so that there is always an in-between; and what kills of whole phases have shown."""

from collections.abc import Callable, Iterator

import pytest

from crm.journal import lease
from tests.blueprints.conftest import ada, app, browse, built, me
from tests.crash import survival
from tests.crash.killing import Phase

ROWS = 600
__all__ = ["ada", "app", "browse", "built", "me"]


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of a hundred rows."""
    for name in ("_FIRST", "_SMALLEST", "_LARGEST"):
        monkeypatch.setattr(lease, name, 100)


@pytest.fixture
def head(database, settings, small_batches):
    """An import of six batches that waits for a worker."""
    return survival.start_import(settings, ROWS)


_TOLD: list[str] = []


@pytest.fixture
def phase(engine: str) -> Iterator[Callable[[str], Phase]]:
    """Phases by name; what their kills have shown is told at the end."""
    begun: list[Phase] = []

    def begin(name: str) -> Phase:
        begun.append(Phase(name))
        return begun[-1]

    yield begin
    for one in begun:
        _TOLD.append(f"{engine}, {one.name}: {one.struck} killed at work, at most {one.longest:.1f} s from a kill to the next progress")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _TOLD:
        terminalreporter.write_line(line)
