"""kill -9 at random moments: nothing is lost, nothing doubled, and the work goes on by itself."""

import os
import random

from crm import journal
from crm.importing import drafts
from crm.journal import lease
from crm.models import Operation
from tests.crash import survival

ROWS = int(os.environ.get("KITH_CRASH_ROWS", "4000"))
KILLS = int(os.environ.get("KITH_CRASH_KILLS", "5"))
FREEZES = int(os.environ.get("KITH_CRASH_FREEZES", "1"))


def test_an_import_survives_killed_and_frozen_workers(settings, database):
    head, chance = survival.start_import(settings, ROWS), random.Random(3)
    killed = sum(survival.kill_while_it_works(settings, head, chance) for _ in range(KILLS))
    for _ in range(FREEZES):
        survival.freeze_past_its_lease(settings, head, chance)
    survival.check_imported(survival.finish(settings, head), ROWS)
    assert killed > 0


def test_a_dry_run_survives_killed_workers_and_so_does_its_import(settings, database):
    head, chance = survival.start_review(settings, ROWS), random.Random(6)
    killed = sum(survival.kill_while_it_works(settings, head, chance) for _ in range(-(-KILLS // 2)))
    survival.check_reviewed(survival.finish(settings, head), ROWS)
    drafts.run(head, Operation.get_by_id(head.id).params["plan"])
    killed += sum(survival.kill_while_it_works(settings, head, chance) for _ in range(KILLS // 2))
    survival.check_imported(survival.finish(settings, head), ROWS)
    assert killed > 0


def test_an_undo_survives_killed_workers(settings, database):
    head, chance = survival.start_import(settings, ROWS), random.Random(4)
    head = survival.finish(settings, head)
    from crm.models import Member

    undo = journal.undo(head, by=Member.get()).operation
    killed = sum(survival.kill_while_it_works(settings, undo, chance) for _ in range(max(2, KILLS // 3)))
    ended = survival.finish(settings, undo)
    assert ended.status == "done"
    survival.check_undone(ROWS)
    assert Operation.get_by_id(head.id).undone_by == undo.id
    assert killed > 0


def test_two_workers_on_one_import_do_every_row_once(settings, database):
    head = survival.start_import(settings, ROWS)
    workers = [survival.worker(settings) for _ in range(2)]
    assert [w.wait(120) for w in workers] == [0, 0]
    survival.check_imported(Operation.get_by_id(head.id), ROWS)


def test_a_lease_of_a_process_that_is_gone_is_free_at_once(settings, database):
    head = survival.start_import(settings, 10)
    gone = survival.worker(settings)
    gone.kill()
    gone.wait()
    name = lease.process_name()
    assert not lease.is_gone(name)
    assert lease.is_gone(name.rsplit(":", 2)[0] + f":{gone.pid}:1")
    survival.check_imported(survival.finish(settings, head), 10)
