"""kill -9 at random moments: nothing is lost, nothing doubled, and the work goes on by itself."""

import os
import random

from crm import journal
from crm.importing import drafts
from crm.journal import lease
from crm.models import Member, Operation
from crm.models.operation import DONE, DRAFT
from tests.crash import survival

ROWS = int(os.environ.get("KITH_CRASH_ROWS", "4000"))
KILLS = int(os.environ.get("KITH_CRASH_KILLS", "3"))
FREEZES = int(os.environ.get("KITH_CRASH_FREEZES", "1"))
AT_WORK = min(0.5, ROWS / 80_000)
"""Workers that go on where the last one was are killed within so many seconds: however quick they are, there is work left for all of them."""


def test_an_import_survives_killed_and_frozen_workers(settings, database, phase):
    head, chance = survival.start_import(settings, ROWS), random.Random(3)
    apply = phase("plan and apply at once")
    apply.kill(settings, head, KILLS, within=AT_WORK)
    for _ in range(FREEZES):
        survival.freeze_past_its_lease(settings, head, chance)
    survival.check_imported(apply.finish(settings, head), ROWS)


def test_unpacking_survives_killed_workers(settings, database, phase):
    rows = max(ROWS, 40_000)
    head, unpack = survival.start_unpacking(settings, rows), phase("unpack")
    unpack.kill(settings, head, KILLS, within=rows / 100_000)
    survival.check_unpacked(unpack.finish(settings, head), rows)


def test_a_dry_run_its_import_and_its_undo_survive_killed_workers(settings, database, phase):
    head = survival.start_review(settings, ROWS)
    plan = phase("dry run")
    for _ in range(KILLS):
        plan.kill(settings, head, 1, within=0.1, upto=ROWS // 2)
        if Operation.get_by_id(head.id).status == DRAFT:
            drafts.check(head)
    survival.check_reviewed(plan.finish(settings, head), ROWS)
    drafts.run(head, Operation.get_by_id(head.id).params["plan"])
    apply = phase("apply")
    apply.kill(settings, head, KILLS, within=AT_WORK)
    survival.check_imported(apply.finish(settings, head), ROWS)
    undo = journal.undo(Operation.get_by_id(head.id), by=Member.get()).operation
    back = phase("undo")
    back.kill(settings, undo, KILLS, within=AT_WORK)
    assert back.finish(settings, undo).status == DONE
    survival.check_undone(ROWS)
    assert Operation.get_by_id(head.id).undone_by == undo.id


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
