"""Reading and mapping files needs no office; a test that asks for one has it."""

import pytest

from crm.db import db


@pytest.fixture(autouse=True)
def no_office(request, monkeypatch):
    """No database that an earlier test left behind answers for the office's own fields."""
    if not {"database", "office", "settings"} & set(request.fixturenames):
        monkeypatch.setattr(db, "obj", None)
