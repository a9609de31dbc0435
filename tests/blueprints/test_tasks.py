"""Tasks over HTTP: lists, the day, one task, the panel of a record, and several at once."""

import re
from datetime import timedelta

import pytest

from blueprints.tasks import today
from crm import clock, contacts, journal, notes, tasks
from crm.db import db
from crm.models import Contact, Operation, Task, TaskSeries
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)


def on(days=0):
    return (clock.today("UTC") + timedelta(days=days)).isoformat()


@pytest.fixture
def make(ada, ann):
    def made(title, due="", contact=None, **more):
        return tasks.create(tasks.Typed(title, due, ada.email, **more), by=ada, zone="UTC", contact=contact or ann)

    return made


@pytest.mark.parametrize(
    "path",
    [
        "/tasks",
        "/tasks?view=done",
        "/tasks?view=everyone&priority=high&q=x",
        "/tasks/new",
        "/today",
        "/today?whose=everyone",
        "/today/sheet",
    ],
)
def test_every_page_works_with_and_without_tasks(me, make, path):
    assert me.get(path).status_code == 200
    for days in (-20, -1, 0, 1, 30):
        make(f"Day {days}", on(days))
    make("Whenever", priority="high")
    tasks.done(make("Finished", on()), by=Task.get().author)
    assert me.get(path).status_code == 200


def test_the_day_tells_what_is_late_due_to_come_and_done(me, ada, make):
    make("Late", on(-3)), make("Now", on()), make("Soon", on(2)), make("Far", on(40))
    tasks.done(make("Finished", on()), by=ada)
    page = me.get("/today").text
    for said in ("Late", "3 days late", "Now", "Any time", "Soon", "Finished", "1 done", "Move all to today"):
        assert said in page
    assert "Far" not in page
    assert "Late" in me.get("/today/sheet").text


@pytest.mark.parametrize("about", ["contact", "business"])
def test_a_task_about_what_is_no_record_is_refused_not_made_about_nobody(me, about):
    for number in ("-1", "²", "x", "9" * 20):
        assert me.post("/tasks", data={"title": "Call", about: number}).status_code == 404, number
    assert Task.select().count() == 0


def test_a_page_that_is_under_no_day_says_that_a_task_is_due_today(me, ann, make):
    task = make("Now", on(), contact=ann)
    for path in (f"/tasks/{task.id}", f"/contacts/{ann.id}"):
        assert 'soon">Today<' in (page := me.get(path).text) or 'w-due">Today<' in page, path


def test_a_day_sheet_says_how_many_it_leaves_out(me, ada, make, monkeypatch):
    monkeypatch.setattr(today, "_SHEET", 2)
    for n in range(5):
        make(f"Late {n}", on(-3)), make(f"Soon {n}", on(2)), make(f"Far {n}", on(40))
    for n in range(3):
        contacts.create(contacts.Form({"first_name": f"Born {n}", "birth_date": f"--{on()[5:]}"}), by=ada, region="US")
    page = me.get("/today/sheet?whose=everyone").text
    assert page.count("And 3 more that are not on this sheet, which holds up to 2 of each kind.") == 2
    assert "and 1 more" in page
    assert "Far" not in page


def test_what_is_soon_is_never_hidden_behind_what_is_not(me, make):
    for n in range(25):
        make(f"Soon {n}", on(1 + n % 7)), make(f"Far {n}", on(8))
    page = me.get("/today").text
    assert '<span class="w-n">25</span>' in page
    assert page.count(">Soon") == 20


def test_everything_late_is_moved_to_today_by_one_button_and_back_by_one_undo(me, ada, make):
    made = [make(f"Late {n}", on(-n - 1)) for n in range(3)]
    data = {"do": "due", "due": on(), "id": [task.id for task in made], "once": "m", "next": "/today"}
    answer = me.post("/tasks/changes", data=data)
    assert answer.location.startswith("/today?did=")
    assert {task.due_on for task in Task.select()} == {on()}
    operation = re.search(r"did=(\d+)", answer.location)[1]
    me.post(f"/operations/{operation}/undo", data={"once": "u"})
    assert {task.due_on for task in Task.select()} == {on(-1), on(-2), on(-3)}


def test_people_without_a_next_step_and_birthdays_stand_beside_the_day(me, ada, ann, make):
    birth = (clock.today("UTC") + timedelta(days=1)).replace(year=1980).isoformat()
    ben = contacts.create(contacts.Form({"first_name": "Ben", "owner": ada.email, "birth_date": birth}), by=ada, region="NO")
    page = me.get("/today").text
    assert f"/tasks/new?contact={ben.id}" in page
    assert f"turns {clock.today('UTC').year - 1980}" in page
    make("Call Ben", on(3), contact=ben)
    assert f"/tasks/new?contact={ben.id}" not in me.get("/today").text


@pytest.mark.parametrize(
    ("view", "there"), [("mine", "a b c d"), ("overdue", "a"), ("today", "b"), ("upcoming", "c"), ("everyone", "a b c d e"), ("done", "f")]
)
def test_a_list_shows_what_its_name_says(me, ada, make, view, there):
    for title, days in (("a", -1), ("b", 0), ("c", 1)):
        make(f"task-{title}.", on(days))
    make("task-d.")
    tasks.create(tasks.Typed("task-e."), by=ada, zone="UTC")
    tasks.done(make("task-f."), by=ada)
    page = me.get(f"/tasks?view={view}").text
    assert sorted(set(re.findall(r"task-(\w)\.</a>", page))) == there.split()


def test_a_task_is_made_in_one_line_and_shown_with_an_undo(me, ada):
    answer = me.post("/tasks", data={"title": "Call Wei", "due": on(1), "assignee": ada.email, "once": "t", "next": "/tasks?view=mine"})
    assert answer.status_code == 303
    page = me.get(answer.location).text
    assert "Call Wei" in page
    assert "Undo" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": ""}, "needs a title"),
        ({"title": "x", "due": "soon"}, "not a day or moment"),
        ({"title": "x", "repeat": "DAILY"}, "needs a first day"),
        ({"title": "x", "due": "2026-11-25", "repeat": "DAILY", "every": "0"}, "every so many"),
        ({"title": "x", "assignee": "stranger@example.org"}, "not a member"),
    ],
)
def test_a_form_that_is_wrong_answers_422_with_what_was_typed(me, ada, data, said):
    answer = me.post("/tasks", data={"description": "Kept words", **data})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words" in answer.text
    assert not Task.select().exists()


def test_a_task_that_repeats_says_how_and_is_changed_alone_or_with_all_that_come(me, ada):
    data = {"title": "Water", "due": "2026-11-25", "repeat": "WEEKLY", "every": "2", "weekday": ["MO", "WE"], "times": "10"}
    me.post("/tasks", data=data)
    made = Task.get()
    assert TaskSeries.get().rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10"
    page = me.get(f"/tasks/{made.id}").text
    assert "every 2 weeks on Monday and Wednesday, 10 times" in page
    form = {"title": "Water well", "due": "2026-11-25", "repeat": "as_is", "rule": TaskSeries.get().rule, "priority": "normal"}
    me.post(f"/tasks/{made.id}", data={**form, "scope": "this"})
    assert (Task.get().title, TaskSeries.get().title) == ("Water well", "Water")
    me.post(f"/tasks/{made.id}", data={**form, "scope": "future"})
    assert TaskSeries.get().title == "Water well"


def test_a_moment_is_typed_and_shown_in_the_zone_of_who_looks(me, ada):
    type(ada).update(timezone="Pacific/Auckland").where(type(ada).id == ada.id).execute()
    me.post("/tasks", data={"title": "Ring", "due": "2026-12-01", "due_time": "09:00"})
    assert Task.get().due_at.isoformat() == "2026-11-30T20:00:00+00:00"
    page = me.get(f"/tasks/{Task.get().id}").text
    assert 'value="2026-12-01"' in page
    assert 'value="09:00"' in page


def test_two_who_change_one_field_see_both_values(me, ada, make):
    task = make("Call")
    me.post(f"/tasks/{task.id}", data={"title": "Visit", "shown_title": "Call"})
    answer = me.post(f"/tasks/{task.id}", data={"title": "Write", "shown_title": "Call"})
    assert answer.status_code == 409
    assert "Visit" in answer.text
    assert "Write" in answer.text


@pytest.mark.parametrize("rule", ["x", "FREQ=", "FREQ=DAILY;BYDAY=XX", "FREQ=WEEKLY;UNTIL=soon"])
def test_a_change_by_what_is_no_rule_is_refused_and_shown_again(me, ada, make, rule):
    answer = me.post(f"/tasks/{make('Call').id}", data={"title": "Write", "repeat": "as_is", "rule": rule})
    assert (answer.status_code, "is not a way to repeat" in answer.text) == (422, True)


def test_a_task_about_a_person_stays_with_them_when_it_is_changed(me, make, ann):
    task = make("Call")
    me.post(f"/tasks/{task.id}", data={"title": "Call again"})
    assert (Task.get().title, Task.get().contact_id) == ("Call again", ann.id)


def test_the_composer_makes_a_task_and_the_panel_marks_it_done(me, ann):
    answer = me.post(
        f"/contacts/{ann.id}/tasks", data={"title": "Send offer", "due": on(1), "compose": "task", "once": "c"}, headers=FRAGMENT
    )
    assert answer.status_code == 200
    assert f'hx-target="#contact-{ann.id}-tasks"' in answer.text
    page = me.get(f"/contacts/{ann.id}").text
    assert "Mark done: Send offer" in page
    answer = me.post(f"/contacts/{ann.id}/tasks/{Task.get().id}/completion", data={"once": "d"}, headers=FRAGMENT)
    assert "No open task" in answer.text
    assert "Did “Send offer”" in me.get(f"/contacts/{ann.id}").text


def test_a_task_refused_in_the_composer_keeps_what_was_typed(me, ann):
    answer = me.post(f"/contacts/{ann.id}/tasks", data={"title": "", "description": "Kept words", "compose": "task"})
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_a_note_becomes_a_task_in_one_step(me, ada, ann):
    note = notes.add(ann, "- [ ] Send the offer\nand more", by=ada)
    page = me.get(f"/tasks/new?contact={ann.id}&note={note.id}").text
    assert 'value="Send the offer"' in page
    assert "for Ann Lee" in page


@pytest.mark.parametrize("do", ["", "nonsense", "due"])
def test_an_act_on_several_that_is_none_is_refused_with_the_list(me, make, do):
    task = make("Call")
    data = {"do": do, "id": [task.id], "due": "soon"}
    for headers in (FRAGMENT, {}):
        answer = me.post("/tasks/changes", data=data, headers=headers)
        assert answer.status_code == 422
        assert "Call" in answer.text


def test_a_task_of_somebody_one_may_not_see_says_nothing_of_them(browse, eve, ada, ann):
    made = tasks.create(tasks.Typed("Ring the lady", on(), eve.email), by=ada, zone="UTC", contact=ann)
    hidden = tasks.create(tasks.Typed("Secret", on()), by=ada, zone="UTC", contact=ann)
    hers = browse(eve)
    for path in ("/tasks", "/tasks?view=everyone", "/today", "/today/sheet", f"/tasks/{made.id}"):
        page = hers.get(path).text
        assert "Ring the lady" in page, path
        assert "Ann Lee" not in page, path
        assert "Secret" not in page, path
    assert hers.get(f"/tasks/{hidden.id}").status_code == 404
    assert hers.post("/tasks/changes", data={"do": "done", "id": [made.id, hidden.id]}).status_code == 404
    assert Task.get_by_id(made.id).done_at is None


def test_the_sidebar_counts_what_waits(me, make):
    assert "w-badge" not in me.get("/contacts").text
    make("Late", on(-1)), make("Now", on()), make("Soon", on(1))
    assert re.search(r'w-badge"[^>]*>2<', me.get("/contacts").text)


@pytest.mark.parametrize("path", ["/tasks", "/today", "/contacts/{id}", "/today/sheet"])
def test_the_number_of_questions_does_not_grow_with_the_tasks(me, ada, make, ann, path):
    def queries():
        seen = []
        me.get(path.format(id=ann.id))
        db.obj.query_hooks.append(lambda *args, **kwargs: seen.append(args))
        assert me.get(path.format(id=ann.id)).status_code == 200
        db.obj.query_hooks.clear()
        return len(seen)

    def some(count):
        for n in range(count):
            for days in (-1, 0, 1):
                owner = contacts.create(
                    contacts.Form({"first_name": f"P{n}{days}", "owner": ada.email, "business": f"B{n}"}), by=ada, region="NO"
                )
                make(f"Task {n}", on(days), contact=owner, rule="FREQ=DAILY")
                make(f"Ann {n}", on(days))

    some(1)
    few = queries()
    some(8)
    assert queries() == few
    assert Contact.select().count() > 20


def test_the_timeline_tells_a_change_of_a_task_in_words(me, bob, make, ann):
    task = make("Call", "2026-11-25")
    me.post(
        f"/tasks/{task.id}", data={"title": "Visit", "due": "2026-12-01", "due_time": "09:00", "assignee": bob.email, "priority": "high"}
    )
    me.post(f"/tasks/{task.id}/completion")
    page = re.sub(r"<[^>]+>", "", me.get(f"/contacts/{ann.id}").text)
    for said in (
        "Title: Call → Visit",
        "2026 → empty",
        "Due: empty → 2026-12-01 09:00 UTC",
        "Assigned to: Ada → Bob",
        "Priority: Normal → High",
        "Did “Visit”",
    ):
        assert said in page, said
    assert "Done at" not in page
    assert "Nominal" not in page


def test_items_of_a_check_list_are_ticked_where_they_stand(me, browse, ada, vic):
    typed = tasks.Typed("Boat out", "2026-11-25", description="- [ ] Pump <b>\n- [x] Hose", rule="FREQ=WEEKLY")
    task = tasks.create(typed, by=ada, zone="UTC")
    path = f"/tasks/{task.id}"
    assert 'value="0:1:Pump &lt;b&gt;"' in me.get(path).text
    assert 'class="w-tick"' not in browse(vic).get(path).text
    assert browse(vic).post(f"{path}/ticks", data={"item": "0:1:Pump <b>"}).status_code == 403
    answer = me.post(f"{path}/ticks", data={"item": "0:1:Pump <b>", "once": "t1"})
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, path)
    assert Task.get().description == "- [x] Pump <b>\n- [x] Hose"
    for wrong in ("", "7:1:Drum", "0:0:Other words"):
        refused = me.post(f"{path}/ticks", data={"item": wrong, "once": f"t{wrong}"})
        assert refused.status_code == 409, wrong
        assert "Nothing was ticked" in refused.text
    me.post(f"{path}/completion", data={"once": "t3"})
    assert Task.get(Task.done_at.is_null()).description == "- [ ] Pump <b>\n- [x] Hose"
    journal.undo(Operation.select().where(Operation.title.startswith("Ticked")).get(), by=ada)
    assert Task.get_by_id(task.id).description == "- [ ] Pump <b>\n- [x] Hose"
