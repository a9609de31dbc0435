"""`bin/kith bulk` and `bin/kith operations`: looking first, what became of each, and taking back for chosen ones."""

import csv
import io
import json

import pytest

from crm import contacts
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
