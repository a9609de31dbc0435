"""Who must wait for the database waits, and nobody is told of locks; a connection that broke is not kept."""

import sqlite3
import statistics
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from peewee import OperationalError

from crm import clock, db
from crm.journal import work
from crm.journal.change import Writer
from crm.models import Contact, Member, Operation, SignInFailure
from crm.settings import Settings
from tests.crash import faults, survival
from tests.crash.conftest import ROWS


@contextmanager
def held(settings: Settings, seconds: float, *statements: str):
    """Another connection holds the office's database for a while."""
    other = sqlite3.connect(settings.data / "kith.db", isolation_level=None, check_same_thread=False)
    for statement in statements:
        other.execute(statement)
    timer = threading.Timer(seconds, lambda: (other.execute("COMMIT"), other.close()))
    timer.start()
    yield
    timer.join()


def test_a_lone_statement_waits_for_its_turn(office, settings):
    began = time.monotonic()
    with held(settings, 0.4, "BEGIN IMMEDIATE"):
        SignInFailure.create(account="a", address="b", at=clock.now())
        waited = time.monotonic() - began
    assert 0.4 <= waited < 0.6
    assert SignInFailure.select().count() == 1


def test_a_lone_statement_gets_in_between_two_batches(office, settings):
    """A worker leaves a few milliseconds between batches: whoever sleeps longer than that starves."""
    stop, waits = threading.Event(), []

    def work():
        other = sqlite3.connect(settings.data / "kith.db", isolation_level=None, timeout=10)
        while not stop.is_set():
            other.execute("BEGIN IMMEDIATE")
            time.sleep(0.08)
            other.execute("COMMIT")
            time.sleep(0.012)
        other.close()

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(15):
        time.sleep(0.03)
        began = time.monotonic()
        SignInFailure.create(account="a", address="b", at=clock.now())
        waits.append(time.monotonic() - began)
    stop.set()
    worker.join()
    assert statistics.median(waits) < 0.2


def test_an_office_that_is_being_repaired_is_waited_for(office, settings):
    office.close()
    with held(settings, 0.4, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE", "UPDATE setting SET value = value"):
        db.keep_connection()
        assert Member.select().count() == 0


def test_somebody_whose_turn_never_comes_is_asked_to_try_again(me, settings, monkeypatch):
    monkeypatch.setattr(db, "_WAIT_SECONDS", 0.2)
    with held(settings, 1, "BEGIN IMMEDIATE") if db.is_sqlite() else refused(monkeypatch):
        answer = me.post("/contacts", data={"first_name": "Ann"})
    assert answer.status_code == 503
    assert "Try again in a moment" in answer.text
    assert "locked" not in answer.text
    assert Contact.select().count() == 0
    assert me.post("/contacts", data={"first_name": "Ann"}).status_code == 303


@contextmanager
def refused(monkeypatch):
    """The server lets somebody else go first."""
    with monkeypatch.context() as for_now:
        for_now.setattr(Writer, "finish", lambda _: faults.conflict("40P01")())
        yield


def test_a_command_whose_turn_never_comes_says_so(me, app, settings, monkeypatch):
    with monkeypatch.context() as for_now:
        for_now.setattr(work, "work", lambda once: faults.conflict("55P03")())
        ended = app.test_cli_runner().invoke(args=["work", "--once"])
    assert ended.exit_code == 1
    assert ended.stderr == "Other work is in the way just now, so this was not done. Try again in a moment.\n"


@pytest.fixture
def cut(server):
    """Cuts this process's own connection, as a server that restarts does."""

    def now():
        own = db.db.execute_sql("SELECT pg_backend_pid()").fetchone()[0]
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [own])

    return now


@pytest.fixture
def on_postgresql(postgresql_url, tmp_path):
    """An office on PostgreSQL alone."""
    settings = Settings.from_env({"KITH_DATA": str(tmp_path / "office"), "DATABASE_URL": postgresql_url})
    yield settings, db.connect(settings)
    db.db.close()


def test_a_connection_that_broke_in_a_transaction_is_not_kept(on_postgresql, cut):
    def fail():
        SignInFailure.create(account="a", address="b", at=clock.now())
        cut()
        Member.select().count()

    with pytest.raises(OperationalError), db.connection(), db.db.atomic():
        fail()
    assert db.db.is_closed()
    with db.connection():
        assert SignInFailure.select().count() == 0


def test_a_request_whose_connection_broke_leaves_none_to_the_next(on_postgresql, cut):
    db.keep_connection()
    for _ in range(2):
        db.db.atomic().__enter__()
    cut()
    db.settle_connection()
    db.keep_connection()
    assert Member.select().count() == 0


def test_an_import_goes_on_after_its_connection_broke(on_postgresql, cut):
    settings, _ = on_postgresql
    with db.connection():
        head = survival.start_import(settings, ROWS)
    with pytest.raises(OperationalError), db.connection():
        work.run(head.id, lambda _: cut())
    with db.connection(), clock.moved(timedelta(seconds=20)):
        work.run(head.id)
        survival.check_imported(Operation.get_by_id(head.id), ROWS)
    assert db.db.is_closed()
