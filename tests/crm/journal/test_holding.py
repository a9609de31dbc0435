"""A long step without batches stays its worker's; whoever claims meanwhile gets nothing."""

from datetime import timedelta

import pytest

from crm import bulk, clock
from crm.exporting import running as exporting
from crm.importing import running as importing
from crm.importing.options import Options
from crm.journal import holding as module
from crm.journal import lease, work
from crm.journal.holding import holding
from crm.journal.lease import LeaseLost
from crm.models import Operation
from crm.selection import Selection
from tests.house.serving import eventually


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Leases are renewed every few milliseconds."""
    monkeypatch.setattr(module, "EVERY", 0.01)


@pytest.fixture
def mine(ada, ann):
    """The lease of an act that waits."""
    return lease.claim(bulk.set_field(Selection(), "city", "Oslo", by=ada).id)


def run_out(head):
    Operation.update(lease_until=clock.now() - timedelta(seconds=1)).where(Operation.id == head.id).execute()


def is_held(head):
    return Operation.get_by_id(head.id).lease_until > clock.now()


def outlive_the_lease(head):
    """A step takes longer than the lease; another worker asks for it."""
    run_out(head)
    eventually(lambda: is_held(head))
    assert lease.claim(head.id) is None


def test_a_lease_is_renewed_while_a_step_runs_and_no_longer(mine):
    with holding(mine):
        outlive_the_lease(mine.head)
    run_out(mine.head)
    assert not is_held(mine.head)
    assert lease.claim(mine.head.id) is not None


def test_a_step_that_breaks_lets_its_lease_run_out(mine):
    with pytest.raises(LookupError), holding(mine):
        raise LookupError
    run_out(mine.head)
    assert lease.due() == [mine.head.id]


def test_a_lease_that_was_taken_over_is_not_renewed_for_the_other(mine):
    run_out(mine.head)
    other = lease.claim(mine.head.id)
    run_out(mine.head)
    with holding(mine):
        assert not mine.renew()
    assert not is_held(mine.head)
    with pytest.raises(LeaseLost), mine.batch(1):
        pass
    assert other.renew()


def test_a_lease_renewed_at_the_very_moment_of_a_claim_stays(mine, monkeypatch):
    run_out(mine.head)
    monkeypatch.setattr(lease, "process_name", lambda: mine.renew() and "other:1:1")
    assert lease.claim(mine.head.id) is None
    assert mine.renew()


def test_a_file_that_takes_long_to_close_is_closed_by_who_wrote_it(ada, ann, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    head, close = exporting.start(Selection(), ("id", "first_name"), "xlsx", by=ada), exporting._Draft.close
    monkeypatch.setattr(exporting._Draft, "close", lambda draft: outlive_the_lease(head) or close(draft))
    work.run(head.id)
    assert Operation.get_by_id(head.id).status == "done"


def test_a_worker_that_finds_its_place_in_a_large_file_again_keeps_the_import(ada, settings, monkeypatch):
    file = settings.data / "people.csv"
    file.write_text("first_name,email\nBo,bo@example.org\n")
    head, resume = importing.start(file, "people.csv", Options(), by=ada, folder=settings.data / "files"), importing.resume
    monkeypatch.setattr(importing, "resume", lambda head: outlive_the_lease(head) or resume(head))
    work.run(head.id)
    ended = Operation.get_by_id(head.id)
    assert (ended.status, ended.changed) == ("done", 1)
