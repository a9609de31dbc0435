"""Imports of a few small batches, so that there is always an in-between."""

import pytest

from crm.journal import lease
from tests.blueprints.conftest import ada, app, browse, me
from tests.crash import survival

ROWS = 600
__all__ = ["ada", "app", "browse", "me"]


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of a hundred rows."""
    for name in ("_FIRST", "_SMALLEST", "_LARGEST"):
        monkeypatch.setattr(lease, name, 100)


@pytest.fixture
def head(database, settings, small_batches):
    """An import of six batches that waits for a worker."""
    return survival.start_import(settings, ROWS)
