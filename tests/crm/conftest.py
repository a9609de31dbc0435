"""A cast for the verbs: ada (owner), bob (member), eve (sees only what is hers), vic (viewer), and ann, somebody the office knows."""

import threading
import time

import pytest

from crm import contacts, db, members
from crm.errors import CrmError

PASSWORD = "seven green kettles"


@pytest.fixture
def ada(database):
    return members.create_owner("Ada Moe", "ada@example.org", PASSWORD)


@pytest.fixture
def bob(ada):
    return members.create("Bob Ray", "bob@example.org", PASSWORD, by=ada)


@pytest.fixture
def eve(ada):
    return members.create("Eve Lund", "eve@example.org", PASSWORD, only_assigned=True, by=ada)


@pytest.fixture
def vic(ada):
    return members.create("Vic Tor", "vic@example.org", PASSWORD, role="viewer", by=ada)


@pytest.fixture
def ann(ada):
    return contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Lee"}, "ann@example.org"), by=ada, region="NO")


@pytest.fixture
def beside():
    """Start an act in another thread; calling what it gives waits for its end, and tells which error it ended in."""

    def start(act):
        ended = []

        def run():
            with db.connection():
                try:
                    act()
                except CrmError as error:
                    ended.append(type(error).__name__)
            db.db.close()

        thread = threading.Thread(target=run)
        thread.start()
        return lambda: thread.join(20) or (ended or [""])[0]

    return start


@pytest.fixture
def until_somebody_waits(database):
    """Wait until another connection waits for a lock that this one holds; where only one may write, all others do."""

    def wait():
        query = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        for _ in range(0 if db.is_sqlite() else 2_000):
            if db.db.execute_sql(query).fetchone()[0]:
                return
            time.sleep(0.005)

    return wait
