"""Reminders: each is given once, by any number of workers, though one of them is killed."""

import os
import signal
from datetime import timedelta
from unittest.mock import patch

import pytest
from peewee import Database

from crm import clock, contacts, db, journal, members, tasks
from crm.journal.kinds import KINDS
from crm.models import Event, Member, Operation, Task
from crm.settings import Settings
from crm.tasks import form, reminding
from tests.house.serving import eventually
from tests.tasks.test_worker import worker


@pytest.fixture
def ada(database: Database) -> Member:
    return members.create_owner("Ada", "ada@example.org", "a walk along the river")


def due_soon(ada: Member, count: int, minutes: int = -1) -> list[Task]:
    """Tasks whose reminder is a minute old, half of them about a person."""
    ann = contacts.create(contacts.Form({"first_name": "Ann"}), by=ada, region="US")
    at = (clock.now() + timedelta(minutes=minutes)).isoformat()
    return [
        tasks.create(tasks.Typed(f"Call {n}", at, ada.email, remind="0"), by=ada, zone="UTC", contact=ann if n % 2 else None)
        for n in range(count)
    ]


def given() -> list[tuple[int, int]]:
    """Whom was told, and how often each operation has an event: (operation, member)."""
    return list(Event.select(Event.operation, Event.other_id).where(Event.kind == KINDS["task.reminded"]).tuples())


def test_a_reminder_is_given_when_it_is_due_to_whom_the_task_is_given(ada: Member):
    [task] = due_soon(ada, 1, minutes=5)
    assert reminding.remind() == 0
    with clock.moved(timedelta(minutes=6)):
        assert reminding.remind() == 1
        assert reminding.remind() == 0
        assert reminding.given_to(ada, clock.now() - timedelta(hours=1)) == [task]
    assert [member for _, member in given()] == [ada.id]


def test_of_two_who_found_a_reminder_due_one_gives_it(ada: Member):
    due_soon(ada, 1)
    give = reminding._give
    with patch.object(reminding, "_give", lambda task: give(task) + give(task)):
        assert reminding.remind() == 1
    assert len(given()) == 1


def test_what_is_put_off_is_reminded_of_again_and_what_is_done_is_not(ada: Member):
    first, second = due_soon(ada, 2)
    reminding.remind()
    tasks.snooze(Task.get_by_id(first.id), (clock.now() + timedelta(minutes=5)).isoformat(), by=ada, zone="UTC")
    tasks.done(second, by=ada)
    with clock.moved(timedelta(minutes=6)):
        assert reminding.remind() == 1
    assert len(given()) == 3


def reminded(minutes: float) -> int:
    """How many reminders are given so many minutes from now."""
    with clock.moved(timedelta(minutes=minutes)):
        return reminding.remind() + reminding.remind()


def in_two_days(ada: Member, remind: str, **more: str) -> Task:
    return tasks.create(tasks.Typed("Call", in_days(2), ada.email, remind=remind, **more), by=ada, zone="UTC")


def in_days(days: int) -> str:
    """The present minute of another day, as it is typed."""
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


DAY = 24 * 60


def test_each_of_several_reminders_is_given_once_at_its_time(ada: Member):
    task = in_two_days(ada, "15, 1440,15")
    assert Task.get_by_id(task.id).remind == "15,1440"
    assert [reminded(at) for at in (DAY - 2, DAY + 1, DAY + 5, 2 * DAY - 17, 2 * DAY - 14, 2 * DAY)] == [0, 1, 0, 0, 1, 0]
    assert [member for _, member in given()] == [ada.id] * 2


def test_reminders_that_were_missed_are_given_as_one(ada: Member):
    in_two_days(ada, "0,15,1440")
    assert [reminded(at) for at in (2 * DAY - 10, 2 * DAY + 1, 2 * DAY + 2)] == [1, 1, 0]


def test_a_reminder_that_is_added_later_is_given_too_and_taken_back_by_undo(ada: Member):
    task = in_two_days(ada, "1440")
    assert reminded(DAY + 1) == 1
    for remind in ("60,1440", "15,60,1440"):
        tasks.edit(task, tasks.Typed(**{**form.as_typed(Task.get_by_id(task.id), "UTC"), "remind": remind}), by=ada, zone="UTC")
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    assert Task.get_by_id(task.id).remind == "60,1440"
    assert [reminded(at) for at in (DAY + 2, 2 * DAY - 59, 2 * DAY - 14)] == [0, 1, 0]
    with clock.moved(timedelta(days=2)):
        assert reminding.given_to(ada, clock.now() - timedelta(hours=2)) == [task]


def test_what_is_put_off_is_reminded_of_again_at_each_time(ada: Member):
    task = in_two_days(ada, "0,60")
    assert [reminded(at) for at in (2 * DAY - 59, 2 * DAY + 1)] == [1, 1]
    tasks.snooze(Task.get_by_id(task.id), in_days(3), by=ada, zone="UTC")
    assert [reminded(at) for at in (2 * DAY + 2, 3 * DAY - 59, 3 * DAY + 1)] == [0, 1, 1]


def test_each_task_of_a_series_has_its_reminders(ada: Member):
    task = in_two_days(ada, "15,1440", rule="FREQ=WEEKLY")
    assert reminded(2 * DAY) == 1
    tasks.done(task, by=ada)
    following = Task.select().order_by(Task.id.desc()).get()
    assert (following.remind, following.reminded_for) == ("15,1440", None)
    assert [reminded(at) for at in (8 * DAY + 1, 9 * DAY - 14)] == [1, 1]


def test_nobody_is_reminded_of_somebody_in_the_archive(ada: Member):
    _, about_ann = due_soon(ada, 2)
    contacts.archive(about_ann.contact, by=ada)
    assert reminding.remind() == 1


@pytest.mark.parametrize(
    ("day", "hour"), [("2026-03-28", 8), ("2026-03-29", 7), ("2026-10-25", 8)], ids=["winter", "clocks forward", "clocks back"]
)
def test_a_whole_day_is_reminded_of_at_nine_where_it_was_made(ada: Member, day: str, hour: int):
    task = tasks.create(tasks.Typed("Call", day, remind="0"), by=ada, zone="Europe/Oslo")
    assert Task.get_by_id(task.id).remind_at.isoformat() == f"{day}T{hour:02}:00:00+00:00"


@pytest.mark.parametrize("committed", [False, True], ids=["before the commit", "after the commit"])
def test_a_worker_that_dies_at_a_commit_loses_and_doubles_no_reminder(ada: Member, committed: bool):
    due_soon(ada, 4)
    db.db.close()
    if (child := os.fork()) == 0:
        _remind_and_die(committed)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    db.keep_connection()
    before = len(given())
    assert before == (2 if committed else 1)
    assert reminding.remind() == 4 - before
    assert len(given()) == len(set(given())) == 4


def _remind_and_die(committed: bool) -> None:
    """Give reminders until this process is killed, at the commit of the second."""
    real = db.db.obj.commit

    def commit(*args: object) -> None:
        second = len(given()) == 2
        if second and not committed:
            os.kill(os.getpid(), signal.SIGKILL)
        real(*args)
        if second:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        with patch.object(db.db.obj, "commit", commit), db.connection():
            reminding.remind()
    finally:
        os._exit(3)


def test_two_workers_one_of_them_killed_give_every_reminder_once(ada: Member, settings: Settings):
    due_soon(ada, 190)
    with worker(settings) as first, worker(settings):
        eventually(lambda: len(given()) > 20, seconds=60)
        first.kill()
        eventually(lambda: len(given()) >= 190, seconds=60)
        due_soon(ada, 1)
        eventually(lambda: Task.select().where(Task.reminded_for == Task.remind_at).count() == 191, seconds=60)
    told = given()
    assert len(told) == len({operation for operation, _ in told}) == 191
