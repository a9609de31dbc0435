"""`bin/kith bulk` and `bin/kith operations`: looking first, what became of each, and taking back for chosen ones."""

import csv
import io
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from crm import clock, contacts, office
from crm.bulk import schedule
from crm.journal import lease
from crm.models import Contact, Dnc, Operation


@pytest.fixture
def people(ada):
    return [
        contacts.create(contacts.Form({"first_name": name, "city": city}), by=ada, region="NO")
        for name, city in (("Bo", "Oslo"), ("Cy", ""))
    ]


@pytest.fixture
def ran(app, people):
    def run(*arguments, code=0):
        with app.app_context():
            done = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        assert done.exit_code == code, done.output
        return done.output

    return run


def cities():
    return [c.city for c in Contact.select().order_by(Contact.id)]


def test_a_bulk_act_is_looked_at_before_it_is_done_and_nothing_is_kept_of_that(ran):
    act = ("bulk", "set-field", "--all", "--set", "city=Oslo")
    before = Operation.select().count()
    told = json.loads(ran(*act, "--dry-run", "--json"))
    assert (told["total"], told["changed"], told["unchanged"], told["refused"]) == (2, 1, 1, 0)
    assert told["reasons"] == {"no change needed": 1}
    assert told["examples"][0]["changes"] == [{"label": "City", "old": "", "new": "Oslo"}]
    assert ran(*act, "--dry-run") == "Set city to Oslo: 1 of 2 would change; 1 not: no change needed.\n"
    assert (cities(), Operation.select().count()) == (["Oslo", ""], before)
    assert json.loads(ran(*act, "--json"))["changed"] == 1


def test_a_bulk_act_is_about_those_whose_numbers_are_given(ran, people):
    act = ("bulk", "set-field", "--set", "city=Rome", "--id", people[1].id, "--id", 999)
    told = json.loads(ran(*act, "--json"))
    assert (told["title"], told["changed"], told["refused"], cities()) == ("Set city to Rome for 2 chosen people", 1, 1, ["Oslo", "Rome"])
    assert "no longer there" in ran("operations", "show", told["id"], "--rows")
    assert "in one way" in ran("bulk", "set-field", "--all", "--id", people[0].id, "--set", "city=Rome", code=2)
    assert cities() == ["Oslo", "Rome"]


def test_a_bulk_act_begins_later_or_goes_on_little_by_little(ran, people):
    zone = ZoneInfo(office.current().timezone)
    hour = f"{(clock.now() + timedelta(days=2)).astimezone(zone):%Y-%m-%d %H:00}"
    act = ("bulk", "add-tags", "--all", "--set", "tags=vip")
    assert f"queued    0/2  Add the tag vip for everybody; the worker goes on at {hour} (" in ran(*act, "--at", hour)
    number = json.loads(ran(*act, "--drip", 1, "--every", 30, "--json"))["id"]
    head = Operation.get_by_id(number)
    assert (head.status, head.done, schedule.of(head.params)) == ("queued", 1, schedule.Drip(1, 30))
    with clock.moved(timedelta(minutes=31)):
        assert lease.due() == [number]
    told = ran(*act, "--at", hour, "--drip", 1, "--days", "mon,tuesday", "--hours", "9-17", "--json")
    assert schedule.of(Operation.get_by_id(json.loads(told)["id"]).params) == schedule.Drip(1, 60, (0, 1), 9, 17)


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (("--at", "soon"), 1, "“soon” is not a day and time"),
        (("--at", "2020-01-01 09:00"), 1, "“2020-01-01 09:00” is past"),
        (("--at", "9999-12-31 23:59"), 1, "more than ten years ahead"),
        (("--drip", "0"), 1, "How many at a time: “0” is no whole number from 1 to 1,000,000."),
        (("--drip", "5", "--days", "moon"), 2, "“moon” is no weekday"),
        (("--drip", "5", "--hours", "9"), 2, "write --hours 9-17"),
        (("--drip", "5", "--hours", "17-9"), 1, "Until hour: “9” is no whole number from 18 to 24."),
        (("--days", "mon"), 2, "write --drip N too"),
    ],
)
def test_when_a_bulk_act_is_to_happen_is_said_right_or_nothing_is_begun(ran, flags, code, said):
    before = Operation.select().count()
    assert said in ran("bulk", "add-tags", "--all", "--set", "tags=vip", *flags, code=code)
    assert "in one go" in ran("bulk", "archive", "--all", "--drip", "5", code=1)
    assert Operation.select().count() == before


def test_what_became_of_each_comes_as_csv(ran, people):
    number = json.loads(ran("bulk", "set-field", "--all", "--set", "city=Oslo", "--json"))["id"]
    rows = list(csv.DictReader(io.StringIO(ran("operations", "show", number, "--rows"))))
    assert [(row["first_name"], row["kith_outcome"], row["kith_change"]) for row in rows] == [
        ("Bo", "same", ""),
        ("Cy", "changed", "City: empty → Oslo"),
    ]


def test_an_undo_is_planned_first_and_may_be_of_chosen_ones(ran, people, ada):
    number = json.loads(ran("bulk", "set-field", "--all", "--set", "city=Rome", "--json"))["id"]
    contacts.edit(people[1], {"city": "Bonn"}, by=ada)
    told = json.loads(ran("operations", "undo", number, "--dry-run", "--json"))
    assert (told["back"], told["stay"]) == (1, 1)
    assert [(one["name"], one["what"], one["why"]) for one in told["stays"]] == [("Cy", "City: Bonn", "changed since")]
    assert ran("operations", "undo", number, "--dry-run") == "1 would come back, 1 would stay as they are.\nCy City: Bonn: changed since\n"
    ran("operations", "undo", number, "--only", people[1].id)
    assert cities() == ["Rome", "Bonn"]
    ran("operations", "undo", number, "--only", people[0].id)
    assert cities() == ["Oslo", "Bonn"]
    assert "no number of a record" in ran("operations", "undo", number, "--only", "Bo", code=2)


def test_objections_of_the_office_are_lifted_with_a_reason(ran):
    number = json.loads(ran("bulk", "set-dnc", "--all", "--set", "channels=email", "--json"))["id"]
    assert json.loads(ran("operations", "undo", number, "--dry-run", "--json"))["back"] == 0
    ran("operations", "undo", number, "--reason", "A mistake")
    assert not Dnc.select().where(Dnc.state == 1).exists()
