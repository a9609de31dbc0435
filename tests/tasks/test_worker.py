"""The worker, as a process of its own: takes from the queue, finds what a queue lost, and stops between two batches."""

import dataclasses
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from peewee import Database
from redis.exceptions import RedisError

from crm import db, members
from crm.importing import running
from crm.importing.options import Options
from crm.models import Contact, Operation
from crm.models.operation import DONE
from crm.settings import Settings
from house.worker import InOneLine
from tasks.listening import listen
from tasks.queue import open_queue
from tasks.worker import Sweep, Worker
from tests.house.serving import ROOT, eventually

Start = Callable[[int], Operation]


@pytest.fixture
def start_import(database: Database, settings: Settings, tmp_path: Path) -> Start:
    """Starts an import of this many people."""
    ada = members.create_owner("Ada", "ada@example.org", "a walk along the river", via="command")

    def start(count: int) -> Operation:
        file = tmp_path / f"{count}.csv"
        file.write_text("First name,Email\n" + "".join(f"Person {n},person{n}@example.org\n" for n in range(count)))
        return running.start(file, file.name, Options(), by=ada, folder=settings.data / "files")

    return start


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    environ = {**os.environ, "KITH_DATA": str(settings.data), "DATABASE_URL": settings.database_url, "PYTHONPATH": str(ROOT)}
    environ.pop("KITH_QUEUE_URL", None)
    process = subprocess.Popen([sys.executable, "-m", "house.worker"], env=environ, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        print(process.communicate()[1])


def status_of(operation: Operation) -> str:
    return Operation.select(Operation.status).where(Operation.id == operation.id).scalar()


def test_an_operation_is_taken_from_the_queue_and_done(start_import: Start, settings: Settings):
    listen(settings)
    operation = start_import(20)
    assert open_queue(settings.queue_url).huey.pending_count() == 1
    with worker(settings):
        eventually(lambda: status_of(operation) == DONE)
    assert Contact.select().count() == 20


def test_an_operation_whose_message_was_lost_is_found(start_import: Start, settings: Settings):
    operation = start_import(20)
    with worker(settings):
        eventually(lambda: status_of(operation) == DONE)
    assert Contact.select().count() == 20


def test_it_shows_that_it_lives(database: Database, settings: Settings):
    with worker(settings):
        eventually((settings.data / "worker.beat").exists)


def test_told_to_stop_it_ends_its_batch_and_the_next_one_goes_on_there(start_import: Start, settings: Settings):
    operation = start_import(20_000)
    with worker(settings) as first:
        eventually(lambda: Contact.select().count() > 0)
        first.send_signal(signal.SIGTERM)
        assert first.wait(10) == 0
    left = Operation.get_by_id(operation.id)
    assert (left.finished_at, left.lease_owner) == (None, "")
    assert 0 < Contact.select().count() < 20_000
    with worker(settings):
        eventually(lambda: status_of(operation) == DONE, seconds=60)
    assert Contact.select().count() == 20_000


def test_the_sweep_outlives_a_database_that_is_away(settings: Settings, caplog: pytest.LogCaptureFixture):
    away = dataclasses.replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none")
    db.connect(away)
    at_once = threading.Event()
    at_once.set()
    Sweep(away, open_queue(away.queue_url), at_once).loop()
    assert "the sweep was in vain" in caplog.text
    assert (away.data / "worker.beat").exists()


def test_a_worker_whose_queue_is_away_shows_no_life(office: Database, settings: Settings, caplog: pytest.LogCaptureFixture):
    at_once = threading.Event()
    at_once.set()
    Sweep(settings, open_queue("redis://127.0.0.1:1/0"), at_once).loop()
    assert "the sweep was in vain" in caplog.text
    assert not (settings.data / "worker.beat").exists()


def test_a_queue_that_went_away_is_told_in_one_line(caplog: pytest.LogCaptureFixture):
    caplog.handler.addFilter(short := InOneLine())
    for error, name in (
        (RedisError("gone"), "huey.consumer.Worker"),
        (RedisError("gone"), "huey"),
        (ValueError("ours"), "huey.consumer.Worker"),
    ):
        logging.getLogger(name).error("Error reading from queue", exc_info=error)
    caplog.handler.removeFilter(short)
    assert [(record.getMessage(), record.exc_info is None) for record in caplog.records] == [
        ("the queue can’t be reached: gone", True),
        ("Error reading from queue", False),
        ("Error reading from queue", False),
    ]


def test_a_sweep_that_died_is_started_again(office: Database, settings: Settings):
    consumer = Worker(settings, open_queue(settings.queue_url))
    consumer.check_worker_health()
    eventually((settings.data / "worker.beat").exists)
    consumer.stop_flag.set()
    consumer._join_workers()
    consumer.sweep.join()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1/0"], ids=["server", "redis"])
def test_a_queue_out_of_reach_is_a_sentence(settings: Settings, url: str):
    environ = {
        **os.environ,
        "KITH_DATA": str(settings.data),
        "KITH_QUEUE_URL": url,
        "PYTHONPATH": str(ROOT),
    }
    ended = subprocess.run([sys.executable, "-m", "house.worker"], env=environ, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The queue can’t be used: ")


def test_a_queue_of_no_known_kind_ends_it_with_a_sentence(settings: Settings):
    environ = {**os.environ, "KITH_DATA": str(settings.data), "KITH_QUEUE_URL": "amqp://elsewhere", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-m", "house.worker"], env=environ, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The setting KITH_QUEUE_URL has the value “amqp://elsewhere”")
