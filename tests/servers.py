"""PostgreSQL and Redis for the tests: those that are named or in reach, else servers of their own in a temporary folder."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from house import reach

_PATIENCE_SECONDS = 30


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server where tests may make databases."""
    if "TEST_DATABASE_URL" in os.environ or not reach.postgresql_fault(reach.POSTGRESQL):
        yield reach.POSTGRESQL
        return
    with own_postgresql() as address:
        yield address


@contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis database that tests may empty."""
    if "TEST_REDIS_URL" in os.environ or not reach.redis_fault(reach.REDIS):
        yield reach.REDIS
        return
    with own_redis() as address:
        yield address


@contextmanager
def own_postgresql() -> Iterator[str]:
    """A server for this run alone; PostgreSQL refuses to run as root, so root runs it as its own user."""
    port, programs = _free_port(), _postgresql_programs()
    with TemporaryDirectory() as folder:
        user = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        made = [programs / "initdb", "-D", f"{folder}/data", "-U", "root", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run([*user, *made], check=True, stdout=subprocess.DEVNULL)
        address = f"postgresql://root@127.0.0.1:{port}/postgres"
        runs = [programs / "postgres", "-D", f"{folder}/data", "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"]
        with _running([*user, *runs], lambda: reach.postgresql_fault(address)):
            yield address


@contextmanager
def own_redis() -> Iterator[str]:
    """A server for this run alone, which keeps nothing."""
    address = f"redis://127.0.0.1:{_free_port()}/0"
    with TemporaryDirectory() as folder:
        runs = ["redis-server", "--bind", "127.0.0.1", "--port", address.split(":")[-1].removesuffix("/0"), "--save", "", "--dir", folder]
        with _running(runs, lambda: reach.redis_fault(address)):
            yield address


@contextmanager
def _running(command: list[str | Path], fault: Callable[[], str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while why := fault():
            assert process.poll() is None, why
            assert time.monotonic() < deadline, why
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def _postgresql_programs() -> Path:
    """Debian keeps them apart by version, outside of the path."""
    found = shutil.which("initdb") or max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    assert found, "The tests need PostgreSQL: install it, or name a server in TEST_DATABASE_URL."
    return Path(found).parent


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
