"""The queue: one interface on SQLite, PostgreSQL and Redis, and never in the way of a page."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from crm.db import db
from crm.journal import items
from crm.models import Operation
from crm.settings import Settings
from tasks.listening import listen
from tasks.queue import Queue, open_queue, send


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def url(request: pytest.FixtureRequest, settings: Settings) -> str:
    return settings.queue_url if request.param == "sqlite" else request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def queue(url: str) -> Iterator[Queue]:
    found = open_queue(url)
    found.huey.flush()
    yield found
    found.huey.flush()


def taken(queue: Queue) -> list[tuple[str, tuple[int, ...]]]:
    """Everything that waits, taken out: the task's name and its arguments."""
    found = []
    while queue.huey.pending_count():
        task = queue.huey.dequeue()
        found.append((task.name, task.args))
    return found


def test_an_operation_travels_as_its_id_alone_first_come_first_served(queue: Queue, url: str):
    for operation_id in (7, 8, 9):
        send(url, operation_id)
    assert taken(queue) == [("kith.run", (7,)), ("kith.run", (8,)), ("kith.run", (9,))]


def test_the_log_is_emptied_once_a_night(queue: Queue):
    night = datetime(2026, 11, 24, 3, 17, tzinfo=UTC)
    minutes = [night + timedelta(minutes=n) for n in range(-600, 840)]
    assert [at for at in minutes if queue.huey.read_periodic(at)] == [night]


def test_an_operation_is_sent_when_it_is_committed_and_not_before(queue: Queue, office: Database, settings: Settings, url: str):
    listen(Settings.from_env({"KITH_DATA": str(settings.data), "KITH_QUEUE_URL": url}))
    with db.atomic():
        items.announce(Operation(id=3))
        assert queue.huey.pending_count() == 0
    assert taken(queue) == [("kith.run", (3,))]


def test_nothing_is_sent_of_what_was_rolled_back(queue: Queue, office: Database, settings: Settings, url: str):
    listen(Settings.from_env({"KITH_DATA": str(settings.data), "KITH_QUEUE_URL": url}))
    with db.atomic() as transaction:
        items.announce(Operation(id=3))
        transaction.rollback()
    assert taken(queue) == []


@pytest.mark.parametrize(
    "broken",
    ["sqlite:////nowhere/at/all/queue.db", "postgresql://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1/0"],
    ids=["file", "server", "redis"],
)
def test_a_broken_queue_is_logged_and_breaks_no_page(broken: str, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        send(broken, 5)
    assert "operation 5 waits for the sweep" in caplog.text
