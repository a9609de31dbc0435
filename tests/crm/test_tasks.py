"""Tasks: due on the viewer’s own day, coming back by their rule, done once, and always to be taken back."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr

from crm import access, clock, contacts, due, journal, tasks
from crm.access import NotAllowed
from crm.filters import parse as read_tree
from crm.models import Contact, Operation, Task, TaskSeries
from crm.selection import Selection
from crm.tasks import errors, lists, recurrence
from crm.tasks.lists import OVERDUE, TODAY, UPCOMING, WHENEVER, Day, Wanted
from crm.tasks.recurrence import BadRule

OSLO, YORK, TONGA = "Europe/Oslo", "America/New_York", "Pacific/Tongatapu"
COMING = (
    ("every month on the 31st", "FREQ=MONTHLY", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31"]),
    ("the last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
    ("29 February", "FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2028-02-29", "2032-02-29"]),
    (
        "every two weeks across both changes of clocks",
        "FREQ=WEEKLY;INTERVAL=2",
        "2026-03-16T09:00",
        ["2026-03-16T09:00", "2026-03-30T09:00", "2026-04-13T09:00"],
    ),
    ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-26", ["2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"]),
    ("so many times", "FREQ=DAILY;COUNT=3", "2026-11-30", ["2026-11-30", "2026-12-01", "2026-12-02", None]),
    (
        "until a day, that day too",
        "FREQ=DAILY;UNTIL=20261202",
        "2026-11-30T09:00",
        ["2026-11-30T09:00", "2026-12-01T09:00", "2026-12-02T09:00", None],
    ),
    ("the second Tuesday", "FREQ=MONTHLY;BYDAY=2TU", "2026-11-01", ["2026-11-10", "2026-12-08", "2027-01-12"]),
    ("the last Friday", "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "2026-11-01", ["2026-11-27", "2026-12-25", "2027-01-29"]),
    ("every other year", "FREQ=YEARLY;INTERVAL=2", "2026-12-24", ["2026-12-24", "2028-12-24", "2030-12-24"]),
)
SAID = (
    ("FREQ=DAILY", "every day"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270303", "every 2 weeks on Monday and Thursday, until 3 March 2027"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=5", "every month on the last day, 5 times"),
    ("FREQ=MONTHLY;BYDAY=2TU", "every month on the second Tuesday"),
    ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "every month on the last Friday"),
)
WRONG = (
    "",
    "FREQ=HOURLY",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=1001",
    "FREQ=DAILY;COUNT=3;UNTIL=20270101",
    "FREQ=DAILY;UNTIL=soon",
    "FREQ=DAILY;UNTIL=20271301",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=DAILY;FREQ=WEEKLY",
    "FREQ=DAILY;BYSECOND=1",
    "FREQ=MONTHLY;BYMONTHDAY=x",
)


def steps(rule, starts, count):
    """The first dates of a rule as we follow it: each from the one before."""
    one = recurrence.first(rule, starts)
    for _ in range(count):
        yield one
        one = one and recurrence.following(rule, recurrence.first(rule, starts), one)


@pytest.mark.parametrize(("name", "rule", "starts", "dates"), COMING, ids=[row[0] for row in COMING])
def test_a_rule_comes_when_it_says(name, rule, starts, dates):
    assert list(steps(recurrence.clean(rule), starts, len(dates))) == dates


@pytest.mark.parametrize(("name", "rule", "starts", "dates"), COMING, ids=[row[0] for row in COMING])
def test_a_rule_comes_when_dateutil_says(name, rule, starts, dates):
    kept = recurrence.clean(rule)
    ours = [one for one in steps(kept, starts, 40) if one]
    theirs = rrulestr(f"RRULE:{kept}", dtstart=datetime.fromisoformat(starts))
    assert [datetime.fromisoformat(one) for one in ours] == list(islice(theirs, 40))


@pytest.mark.parametrize(("rule", "words"), SAID)
def test_a_rule_is_said_in_words(rule, words):
    assert recurrence.describe(recurrence.clean(rule)) == words


@pytest.mark.parametrize("rule", WRONG)
def test_a_rule_that_cannot_be_is_refused(rule):
    with pytest.raises(BadRule):
        recurrence.clean(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;BYSETPOS=2;COUNT=3",
        "FREQ=YEARLY;INTERVAL=70;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;UNTIL=20251231",
    ],
)
def test_a_rule_that_never_comes_in_a_lifetime_is_refused(rule):
    with pytest.raises(BadRule):
        recurrence.first(recurrence.clean(rule), "2026-01-01")


def test_a_rule_may_come_seldom():
    assert recurrence.first(recurrence.clean("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"), "2072-03-01") == "2112-02-29"


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-25", 24)], ids=["clocks forward", "clocks back", "any day"]
)
def test_a_day_is_as_long_as_its_clocks_say(day, hours):
    start, end = due.bounds(date.fromisoformat(day), OSLO)
    assert end - start == timedelta(hours=hours)


def test_nine_stays_nine_when_the_clocks_change(ada):
    made = tasks.create(tasks.Typed("Water", "2026-03-16T09:00", rule="FREQ=WEEKLY;INTERVAL=2"), by=ada, zone=OSLO)
    seen = []
    for _ in range(3):
        seen.append(made.due_at)
        tasks.done(made, by=ada)
        made = Task.get((Task.done_at.is_null()) & (Task.state == 1))
    assert seen == [datetime(2026, 3, 16, 8, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC), datetime(2026, 4, 13, 7, tzinfo=UTC)]


def test_an_hour_that_the_clocks_skip_is_the_one_after():
    assert due.at_wall(date(2026, 3, 29), time(2, 30), OSLO) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


WHEN = (
    ("2026-11-24", "", OSLO, OVERDUE),
    ("2026-11-25", "", OSLO, TODAY),
    ("2026-11-26", "", OSLO, UPCOMING),
    ("2026-11-25", "", TONGA, OVERDUE),
    ("2026-11-26", "", TONGA, TODAY),
    ("", "2026-11-25T21:59:00+00:00", OSLO, OVERDUE),
    ("", "2026-11-25T22:30:00+00:00", OSLO, TODAY),
    ("", "2026-11-25T23:30:00+00:00", OSLO, UPCOMING),
    ("", "2026-11-25T23:30:00+00:00", YORK, TODAY),
    ("", "", OSLO, WHENEVER),
)


@pytest.mark.parametrize(("on", "at", "zone", "when"), WHEN)
def test_due_today_is_the_day_of_who_looks(ada, on, at, zone, when):
    task = tasks.create(tasks.Typed("Call", on or at), by=ada, zone=zone)
    day = Day(datetime(2026, 11, 25, 22, 0, tzinfo=UTC), zone)
    assert day.when(task) == when
    for asked in lists.WHEN:
        found = [t.id for t in lists.page(Wanted(when=asked), day, ada)]
        assert found == ([task.id] if asked == when else []), asked
    counted = lists.waiting(Day(day.now, zone), ada)
    assert counted == 0
    tasks.give([task], "assignee", ada.email, by=ada, zone=zone)
    assert lists.waiting(day, ada) == (when in (OVERDUE, TODAY))


def test_every_open_task_is_due_in_exactly_one_way(ada):
    for offset in range(-3, 4):
        at = datetime(2026, 11, 25, 12, tzinfo=UTC) + timedelta(days=offset)
        tasks.create(tasks.Typed("Day", at.date().isoformat()), by=ada, zone=OSLO)
        tasks.create(tasks.Typed("Moment", at.isoformat()), by=ada, zone=OSLO)
    tasks.create(tasks.Typed("Whenever"), by=ada, zone=OSLO)
    for zone in (OSLO, YORK, TONGA):
        day = Day(datetime(2026, 11, 25, 13, tzinfo=UTC), zone)
        assert sum(lists.count(Wanted(when=when), day, ada) for when in lists.WHEN) == 15


def test_done_is_done_once_and_can_be_taken_back(ada, ann):
    task = tasks.create(tasks.Typed("Call"), by=ada, zone=OSLO, contact=ann)
    assert tasks.done(task, by=ada)
    assert not tasks.done(task, by=ada)
    [head] = Operation.select().where(Operation.kind == "task.done")
    journal.undo(head, by=ada)
    assert Task.get().done_at is None
    tasks.done(task, by=ada)
    assert tasks.reopen(Task.get(), by=ada)
    assert (Task.get().done_at, Task.get().done_by_id) == (None, None)


def test_taking_back_that_a_task_was_done_takes_its_next_one_away(ada, ann):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=DAILY"), by=ada, zone=OSLO, contact=ann)
    tasks.done(task, by=ada)
    assert [t.due_on for t in Task.select().where(Task.done_at.is_null())] == ["2026-11-26"]
    journal.undo(Operation.select().where(Operation.kind == "task.done").get(), by=ada)
    assert [(t.due_on, t.state) for t in Task.select().order_by(Task.id)] == [("2026-11-25", 1), ("2026-11-26", 0)]


def test_a_task_reopened_and_done_again_has_one_next(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=DAILY"), by=ada, zone=OSLO)
    for _ in range(3):
        tasks.done(Task.get_by_id(task.id), by=ada)
        tasks.reopen(Task.get_by_id(task.id), by=ada)
    assert Task.select().count() == 2


def test_a_series_ends_when_its_rule_does(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=DAILY;COUNT=2"), by=ada, zone=OSLO)
    while task:
        tasks.done(task, by=ada)
        task = Task.get_or_none(Task.done_at.is_null())
    assert [t.due_on for t in Task.select().order_by(Task.id)] == ["2026-11-25", "2026-11-26"]


def test_a_change_of_this_one_leaves_those_that_come(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=WEEKLY"), by=ada, zone=OSLO)
    tasks.edit(task, tasks.Typed("Visit", "2026-11-27", rule="FREQ=WEEKLY"), by=ada, zone=OSLO)
    tasks.done(Task.get(), by=ada)
    assert [(t.title, t.due_on) for t in Task.select().order_by(Task.id)] == [("Visit", "2026-11-27"), ("Call", "2026-12-02")]


def test_a_change_of_all_that_come_moves_the_series(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=WEEKLY;COUNT=4"), by=ada, zone=OSLO)
    tasks.done(task, by=ada)
    second = Task.get(Task.done_at.is_null())
    tasks.edit(second, tasks.Typed("Visit", "2026-12-03", rule="FREQ=WEEKLY;COUNT=4"), by=ada, zone=OSLO, scope=tasks.FUTURE)
    while (task := Task.get_or_none(Task.done_at.is_null())) is not None:
        tasks.done(task, by=ada)
    told = [(t.title, t.due_on) for t in Task.select().order_by(Task.id)]
    assert told == [("Call", "2026-11-25"), ("Visit", "2026-12-03"), ("Visit", "2026-12-10"), ("Visit", "2026-12-17")]


def test_a_change_of_the_series_is_taken_back_with_its_task(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=WEEKLY"), by=ada, zone=OSLO)
    tasks.edit(task, tasks.Typed("Visit", "2026-11-26", rule="FREQ=DAILY"), by=ada, zone=OSLO, scope=tasks.FUTURE)
    journal.undo(Operation.select().where(Operation.kind == "task.edited").get(), by=ada)
    known = TaskSeries.get()
    assert (known.rule, known.starts, known.title, Task.get().due_on) == ("FREQ=WEEKLY", "2026-11-25", "Call", "2026-11-25")


@pytest.mark.parametrize(("scope", "left"), [(tasks.THIS, ["2026-12-02"]), (tasks.FUTURE, [])])
def test_taking_one_away_or_all_that_come(ada, scope, left):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=WEEKLY"), by=ada, zone=OSLO)
    tasks.remove(task, by=ada, scope=scope)
    assert [t.due_on for t in Task.select().where(Task.state == 1)] == left
    journal.undo(Operation.select().where(Operation.kind == "task.removed").get(), by=ada)
    assert [t.due_on for t in Task.select().where(Task.state == 1)] == ["2026-11-25"]
    assert TaskSeries.get().state == 1


def test_a_task_may_begin_to_come_back_and_end(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25"), by=ada, zone=OSLO)
    tasks.edit(task, tasks.Typed("Call", "2026-11-25", rule="FREQ=DAILY"), by=ada, zone=OSLO)
    assert Task.get().series_id == TaskSeries.get().id
    tasks.edit(Task.get(), tasks.Typed("Call", "2026-11-25"), by=ada, zone=OSLO, scope=tasks.FUTURE)
    tasks.done(Task.get(), by=ada)
    assert Task.select().count() == 1


def test_a_task_put_off_keeps_its_place_in_the_series(ada):
    task = tasks.create(tasks.Typed("Call", "2026-11-25", rule="FREQ=WEEKLY"), by=ada, zone=OSLO)
    tasks.snooze(task, "2026-12-01", by=ada, zone=OSLO)
    tasks.done(Task.get(), by=ada)
    assert [t.due_on for t in Task.select().order_by(Task.id)] == ["2026-12-01", "2026-12-02"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (tasks.Typed(" "), errors.NoTitle),
        (tasks.Typed("x" * 201), errors.TooLong),
        (tasks.Typed("a", description="x" * 10_001), errors.TooLong),
        (tasks.Typed("a", "tomorrow"), errors.BadDue),
        (tasks.Typed("a", "2026-02-30"), errors.BadDue),
        (tasks.Typed("a", "0001-01-01T00:00"), errors.BadDue),
        (tasks.Typed("a", priority="urgent"), errors.BadPriority),
        (tasks.Typed("a", assignee="stranger@example.org"), errors.BadAssignee),
        (tasks.Typed("a", remind="10"), errors.BadReminder),
        (tasks.Typed("a", "2026-11-25", remind="-1"), errors.BadReminder),
        (tasks.Typed("a", "2026-11-25", remind="15, soon"), errors.BadReminder),
        (tasks.Typed("a", "2026-11-25", remind="15,40321"), errors.BadReminder),
        (tasks.Typed("a", "2026-11-25", remind="0,1,2,3,4,5,6,7,8,9,10"), errors.BadReminder),
        (tasks.Typed("a", rule="FREQ=DAILY"), errors.NeedsDue),
        (tasks.Typed("a", "2026-11-25", rule="FREQ=SOMETIMES"), BadRule),
    ],
)
def test_a_task_that_cannot_be_is_refused_and_nothing_is_written(ada, typed, error):
    with pytest.raises(error):
        tasks.create(typed, by=ada, zone=OSLO)
    assert not Task.select().exists()
    assert not TaskSeries.select().exists()


def test_viewers_change_no_task_and_are_given_none(ada, vic):
    task = tasks.create(tasks.Typed("Call"), by=ada, zone=OSLO)
    for act in (
        lambda: tasks.done(task, by=vic),
        lambda: tasks.remove(task, by=vic),
        lambda: tasks.create(tasks.Typed("x"), by=vic, zone=OSLO),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(errors.BadAssignee):
        tasks.create(tasks.Typed("x", assignee=vic.email), by=ada, zone=OSLO)


def test_who_sees_only_what_is_theirs_sees_their_tasks_and_those_of_their_people(ada, bob, eve, ann):
    contacts.edit(ann, {"owner": eve.email}, by=ada)
    ben = contacts.create(contacts.Form({"first_name": "Ben"}), by=ada, region="NO")
    made = {
        "about her person": tasks.create(tasks.Typed("a", assignee=bob.email), by=ada, zone=OSLO, contact=ann),
        "given to her, about another": tasks.create(tasks.Typed("b", assignee=eve.email), by=ada, zone=OSLO, contact=ben),
        "about another": tasks.create(tasks.Typed("c"), by=ada, zone=OSLO, contact=ben),
        "about nobody": tasks.create(tasks.Typed("d"), by=ada, zone=OSLO),
        "her own": tasks.create(tasks.Typed("e"), by=eve, zone=OSLO),
    }
    day = Day.here(OSLO)
    shown = {t.title: t.unseen for t in lists.page(Wanted(), day, eve)}
    assert shown == {"a": False, "b": True, "e": False}
    assert lists.count(Wanted(), day, bob) == 5
    for name, task in made.items():
        assert (access.task(task.id, eve) is not None) == (task.title in shown), name
        assert bool(access.editable([(Task.number, task.id)], eve)) == (task.title in shown), name


def test_tasks_go_into_the_archive_with_their_person_and_come_back(ada, ann):
    tasks.create(tasks.Typed("Call"), by=ada, zone=OSLO, contact=ann)
    contacts.archive(Contact.get_by_id(ann.id), by=ada)
    assert lists.count(Wanted(), Day.here(OSLO), ada) == 0
    contacts.restore(Contact.get_by_id(ann.id), by=ada)
    assert lists.count(Wanted(), Day.here(OSLO), ada) == 1


def test_a_task_about_nobody_has_its_own_undo(ada, bob):
    task = tasks.create(tasks.Typed("Water"), by=bob, zone=OSLO)
    tasks.edit(task, tasks.Typed("Water twice"), by=bob, zone=OSLO)
    journal.undo(Operation.select().where(Operation.kind == "task.edited").get(), by=bob)
    assert Task.get().title == "Water"
    journal.undo(Operation.get_by_id(task.born), by=bob)
    assert Task.get().state == 0


def test_a_task_that_changes_its_person_goes_back_to_the_first(ada, ann):
    ben = contacts.create(contacts.Form({"first_name": "Ben"}), by=ada, region="NO")
    task = tasks.create(tasks.Typed("Call"), by=ada, zone=OSLO)
    tasks.edit(task, tasks.Typed("Call"), by=ada, zone=OSLO, contact=ann)
    tasks.edit(Task.get(), tasks.Typed("Call"), by=ada, zone=OSLO, contact=ben)
    assert Task.get().contact_id == ben.id
    for head in Operation.select().where(Operation.kind == "task.edited").order_by(Operation.id.desc()):
        journal.undo(head, by=ada)
    assert Task.get().contact_id is None


def test_two_who_change_one_field_are_told_and_two_fields_go_together(ada):
    task = tasks.create(tasks.Typed("Call"), by=ada, zone=OSLO)
    shown = {"title": "Call", "description": "", "priority": "normal"}
    tasks.edit(task, tasks.Typed("Visit"), by=ada, zone=OSLO, shown=shown)
    with pytest.raises(errors.TaskChanged) as told:
        tasks.edit(task, tasks.Typed("Write"), by=ada, zone=OSLO, shown=shown)
    assert (told.value.theirs, told.value.yours) == ("Visit", "Write")


@pytest.mark.parametrize(
    ("what", "value", "holds"),
    [
        ("done", "", lambda t: t.done_at is not None),
        ("due", "2026-12-01", lambda t: t.due_on == "2026-12-01"),
        ("assignee", "bob@example.org", lambda t: t.assignee is not None),
        ("priority", "high", lambda t: t.priority == 3),
        ("removal", "", lambda t: t.state == 0),
    ],
)
def test_several_are_changed_in_one_operation_and_taken_back_in_one(ada, bob, ann, what, value, holds):
    made = [tasks.create(tasks.Typed(f"Call {n}"), by=ada, zone=OSLO, contact=ann if n else None) for n in range(3)]
    before = Operation.select().count()
    assert tasks.give(made, what, value, by=ada, zone=OSLO) == 3
    assert Operation.select().count() == before + 1
    assert all(holds(t) for t in Task.select())
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    assert not any(holds(t) for t in Task.select())


@pytest.mark.parametrize(("what", "value"), [("nonsense", ""), ("priority", "x")])
def test_an_act_on_several_that_is_none_is_refused(ada, what, value):
    task = tasks.create(tasks.Typed("Call"), by=ada, zone=OSLO)
    with pytest.raises(errors.NothingChosen):
        tasks.give([task], what, value, by=ada, zone=OSLO)


def test_a_clock_that_moved_moves_what_is_due(ada):
    tasks.create(tasks.Typed("Call", clock.today(OSLO).isoformat()), by=ada, zone=OSLO)
    with clock.moved(timedelta(days=1)):
        assert lists.count(Wanted(when=OVERDUE), Day.here(OSLO), ada) == 1


def people_with(tree, ada):
    return [name for (name,) in Selection(tree=read_tree(tree)).query(ada, Contact.first_name).order_by(Contact.first_name).tuples()]


@pytest.mark.parametrize(
    ("where", "count", "who"),
    [
        ({"field": "done_at", "op": "empty"}, None, ["Ann", "Ben"]),
        ({"field": "done_at", "op": "empty"}, {"op": "eq", "value": 0}, ["Cy", "Dee"]),
        ({"field": "due", "op": "today"}, None, ["Ann"]),
        ({"field": "due", "op": "before", "value": "2026-01-01"}, None, ["Ben"]),
        ({"field": "due", "op": "empty"}, None, ["Cy"]),
        ({"field": "assignee", "op": "is", "value": "bob@example.org"}, None, ["Ben"]),
        ({"field": "title", "op": "contains", "value": "RING"}, None, ["Ben", "Cy"]),
        ({"field": "priority", "op": "gte", "value": 3}, None, ["Ann"]),
        ({"all": []}, {"op": "gte", "value": 2}, ["Ann"]),
    ],
)
def test_people_are_found_by_their_tasks(ada, bob, where, count, who):
    ann, ben, cy, _ = (contacts.create(contacts.Form({"first_name": name}), by=ada, region="NO") for name in ("Ann", "Ben", "Cy", "Dee"))
    today = clock.today("UTC").isoformat()
    tasks.create(tasks.Typed("Call", today, priority="high"), by=ada, zone="UTC", contact=ann)
    tasks.create(tasks.Typed("Write", f"{today}T12:00"), by=ada, zone="UTC", contact=ann)
    tasks.create(tasks.Typed("Ring", "2025-12-31", bob.email), by=ada, zone="UTC", contact=ben)
    tasks.done(tasks.create(tasks.Typed("Ring"), by=ada, zone="UTC", contact=cy), by=ada)
    tasks.create(tasks.Typed("Nobody’s", today), by=ada, zone="UTC")
    tree = {"related": "tasks", "where": where} | ({"count": count} if count else {})
    assert people_with(tree, ada) == who


@pytest.mark.parametrize("do", [tasks.done, lambda task, by: tasks.give([task], "done", "", by=by, zone=OSLO)])
def test_of_two_who_do_a_task_at_once_the_first_has_done_it(ada, bob, ann, beside, until_somebody_waits, do):
    task = tasks.create(tasks.Typed("Water", "2026-11-30", rule="FREQ=DAILY"), by=ada, zone=OSLO, contact=ann)
    stale = Task.get_by_id(task.id)
    with journal.operation("task.done", by=ada):
        assert do(task, by=ada)
        other = beside(lambda: do(stale, by=bob))
        until_somebody_waits()
    assert other() == ""
    assert Task.get_by_id(task.id).done_by_id == ada.id
    assert Task.select().where(Task.state == 1).count() == 2
