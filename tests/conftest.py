"""What every test may ask for: the settings of an empty office, and its database on SQLite and on PostgreSQL.

A test that asks for `database` (or for anything built on it) runs on both; one that asks for `office` runs on SQLite alone.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from peewee import Database

from crm import db, demo
from crm.journal import items
from crm.members import passwords
from crm.migrations import migrate
from crm.settings import Settings
from house.family import in_turn
from tasks.queue import close_queues
from tests import servers
from tests.renewing import Renewed

ENGINES = ("sqlite", "postgresql")
LONG = ("browser", "crash", "house")
"""Folders of files that take long: those of the first keep a core busy, those of the others wait for programs they start."""

hypothesis.settings.register_profile("kith", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("kith")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("engine", getattr(metafunc.module, "ENGINES", ENGINES), indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first, of each folder in turn, so that no core waits for them, nor for the last of them at the end."""
    turns: Counter[Path] = Counter()
    place = dict.fromkeys((item.path for item in items), len(items))
    for path in place:
        if path.parent.name in LONG:
            place[path] = turns[path.parent]
            turns[path.parent] += 1
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test queues goes nowhere, unless the test itself listens; no queue outlives its test."""
    monkeypatch.setattr(items, "on_queued", [])
    yield
    close_queues()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[tuple[PasswordHasher, str]]:
    """Passwords are hashed as ever, but with the least work: the cast of nearly every test has some.

    Gives how an office hashes them, and what it checks where there is none.
    """
    kept = passwords._hasher, passwords._dummy
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(passwords, "_dummy", passwords.hashed("nobody’s password"))
        yield kept


@pytest.fixture(scope="session", autouse=True)
def unhurried_disks() -> Iterator[str]:
    """No SQLite database of this process waits for the disk, as none on PostgreSQL does; the programs that tests start, do.

    Gives how an office waits for it.
    """
    kept = db._PRAGMAS["synchronous"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(db._PRAGMAS, "synchronous", "off")
        yield kept


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def settings(tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> Settings:
    """Settings of an office of its own; the database is there, migrated and empty."""
    environ = {"KITH_DATA": str(tmp_path / "office"), "KITH_SECRET_KEY": "a secret of the tests, not of an office"}
    if engine == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("postgresql_url")
        return Settings.from_env(environ)
    settings = Settings.from_env(environ)
    shutil.copyfile(request.getfixturevalue("migrated_file"), settings.data / "kith.db")
    return settings


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The office's database, bound to every model and connected, on each engine in turn."""
    yield from _bound(settings)


@pytest.fixture
def office(settings: Settings) -> Iterator[Database]:
    """The office's database on SQLite alone, for rules that have nothing to do with the engine."""
    yield from _bound(settings)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that was migrated once; every test copies it."""
    data = tmp_path_factory.mktemp("migrated")
    _migrate(Settings.from_env({"KITH_DATA": str(data)}))
    return data / "kith.db"


@pytest.fixture(scope="session")
def demo_data(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo office, filled once for all processes of a run; whoever wants one copies it."""
    here = tmp_path_factory.getbasetemp()
    ours = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    data = ours / "demo"
    with in_turn(ours / "demo.lock"):
        if not data.exists():
            _fill(Settings.from_env({"KITH_DATA": str(here / "filling")}), migrated_file)
            (here / "filling").rename(data)
    return data


@pytest.fixture(scope="session")
def server() -> Iterator[psycopg.Connection]:
    """The PostgreSQL server, where tests make databases of their own."""
    with servers.postgresql() as address, closing(psycopg.connect(address, autocommit=True)) as connection:
        yield connection


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis database that tests may empty; processes that run tests side by side take different ones of the sixteen."""
    with servers.redis() as address:
        server, _, number = address.rpartition("/")
        beside = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        yield f"{server}/{(int(number) - beside) % 16}"


@pytest.fixture(scope="session")
def renewed(server: psycopg.Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renewed]:
    """The PostgreSQL database of one test after the other, made from one that was migrated once."""
    name = f"kith_test_{os.getpid()}"
    server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    _migrate(Settings.from_env({"KITH_DATA": str(tmp_path_factory.mktemp("template")), "DATABASE_URL": _url(server, name)}))
    made = Renewed(server, name)
    yield made
    made.remove()
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(server: psycopg.Connection, renewed: Renewed) -> str:
    """The address of a PostgreSQL database that is as new."""
    renewed.renew()
    return _url(server, renewed.name)


def _bound(settings: Settings) -> Iterator[Database]:
    database = db.connect(settings)
    db.keep_connection()
    yield database
    with suppress(psycopg.Error):
        db.settle_connection()
    database.close()


def _migrate(settings: Settings) -> None:
    database = db.connect(settings)
    with db.connection():
        migrate()
        db.checkpoint(whole=True)
    database.close()


def _fill(settings: Settings, migrated: Path) -> None:
    shutil.copyfile(migrated, settings.data / "kith.db")
    database = db.connect(settings)
    with pytest.MonkeyPatch.context() as patch, db.connection():
        patch.setattr(items, "on_queued", [])
        demo.fill()
        db.checkpoint(whole=True)
    database.close()


def _url(server: psycopg.Connection, name: str) -> str:
    at = server.info
    return f"postgresql://{at.user}:{at.password}@{at.host}:{at.port}/{name}"
