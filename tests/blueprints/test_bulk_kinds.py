"""Bulk acts on businesses and objects in the browser: chosen in their list, checked, done, told row by row, and taken back."""

import json
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from crm import associations, contacts, custom_fields, custom_objects, kinds, outcomes
from crm.associations import labels
from crm.associations.ways import Way
from crm.businesses import belonging
from crm.businesses import keeping as businesses
from crm.custom_objects import keeping
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.models import Business, Contact, CustomRecord, Operation, Task
from crm.models.custom_object import FIRST_OWN
from crm.records import values_of

ENGINES = ("sqlite",)


@pytest.fixture
def boats(ada):
    """Four boats with a length."""
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    custom_fields.define(custom_fields.Wanted("Length", "number", subject=kind.number), by=ada)
    return [keeping.Verbs(kinds.of(kind.number)).create({"name": f"Boat {n}", "cf_length": str(n)}, by=ada) for n in range(4)]


@pytest.fixture
def firms(ada):
    """Four businesses."""
    return [businesses.create({"name": f"Firm {n}", "city": "Oslo"}, by=ada) for n in range(4)]


def chosen(client, **form):
    answer = client.post("/bulk", data={"once": uuid4().hex} | form)
    assert answer.status_code == 303, answer.text
    return answer.location


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def lengths(boats):
    return [values_of(CustomRecord.get_by_id(one.id))["cf_length"] for one in boats]


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def test_the_list_of_every_kind_offers_the_acts_that_fit_it(me, browse, vic, boats, firms):
    for path, there, absent in (
        ("/businesses", ("set-owner", "set-field", "export"), ("add-tags", "archive")),
        ("/objects/boats", ("set-owner", "set-field", "archive", "export"), ("add-tags",)),
    ):
        shown = me.get(path).text
        assert shown.count('name="id"') == 4
        assert all(f'name="action" value="{key}"' in shown for key in there), path
        assert not any(f'name="action" value="{key}"' in shown for key in absent), path
        seen = browse(vic).get(path).text
        assert 'value="export"' in seen
        assert 'value="set-field"' not in seen


def test_ticked_objects_are_checked_then_changed_and_the_toast_takes_it_back(me, boats):
    path = chosen(me, of="boats", id=[boats[0].id, boats[1].id], action="set-field", next="/objects/boats?q=boat")
    asked = me.get(f"{path}?action=set-field")
    assert "Length" in asked.text
    assert ">Name<" not in asked.text
    shown = me.get(f"{path}?action=set-field&field=cf_length&value=1&go=1")
    assert "Set length to 1 for 1 boat out of 2. Chosen: 2 chosen boats." in text(shown)
    assert "Boat 0" in text(shown)
    done = me.post(f"{path}/start", data={"action": "set-field", "field": "cf_length", "value": "1", "seen": 10**6})
    assert done.location == f"/objects/boats?q=boat&did={newest().id}"
    assert lengths(boats) == ["1", "1", "2", "3"]
    assert "Set length to 1 for 2 chosen boats" in text(me.get(done.location))
    me.post(f"/operations/{newest().id}/undo", data={"once": "u"})
    assert lengths(boats) == ["0", "1", "2", "3"]


def test_all_that_match_are_frozen_and_what_joined_since_is_said_and_may_be_taken_in(me, ada, boats):
    path = chosen(me, of="boats", all="1", q="boat", action="archive")
    keeping.Verbs(kinds.named("boats")).create({"name": "Boat of hers"}, by=ada)
    shown = me.get(path)
    assert "Archive 4 boats" in text(shown)
    assert "1 joined, 0 left since." in text(shown)
    assert "Boat of hers" in text(shown)
    me.post(f"{path}/refresh", data={"action": "archive"})
    assert "Archive 5 boats" in text(me.get(path))
    assert me.post(f"{path}/start", data={"action": "archive"}).location.startswith("/objects/boats")
    assert "Restore all" in text(me.get("/objects/boats/archive"))
    back = chosen(me, of="boats", archived="1", all="1", action="restore", next="/objects/boats/archive")
    me.post(f"{back}/start", data={"action": "restore"})
    assert CustomRecord.select().where(CustomRecord.state == 1).count() == 5


def test_an_operation_tells_what_became_of_each_and_takes_chosen_rows_back(me, boats):
    path = chosen(me, of="boats", all="1", action="set-field")
    me.post(f"{path}/start", data={"action": "set-field", "field": "cf_length", "value": "1"})
    head = newest()
    shown = me.get(f"/operations/{head.id}")
    assert '<a href="/objects/boats/1">Boat 0</a>' in shown.text
    assert "Length 0 becomes 1" in text(shown)
    assert "Boat 1" in text(me.get(f"/operations/{head.id}?outcome=same"))
    assert "Boat 3" not in text(me.get(f"/operations/{head.id}?q=boat+2"))
    lines = me.get(f"/operations/{head.id}/outcome.csv").text.splitlines()
    assert lines[0].lstrip("\ufeff") == "kith_kind,kith_id,name,kith_outcome,kith_reason,kith_change"
    assert f"boat,{boats[0].id},Boat 0,changed,,Length: 0 → 1" in lines
    choices = re.findall(r'name="id" value="([\d.]+)" form="chosen"', shown.text)
    assert len(choices) == 3
    plan = me.get(f"/operations/{head.id}/undo?id={choices[0]}")
    assert "1 of 1 goes back to how it was before, of the 1 you chose." in text(plan)
    me.post(f"/operations/{head.id}/undo", data={"id": choices[0], "once": "u"})
    assert lengths(boats) == ["0", "1", "1", "1"]


def test_what_was_edited_since_is_named_before_it_is_taken_back(me, ada, boats):
    path = chosen(me, of="boats", all="1", action="set-field")
    me.post(f"{path}/start", data={"action": "set-field", "field": "cf_length", "value": "9"})
    head = newest()
    keeping.Verbs(kinds.named("boats")).edit(boats[2], {"cf_length": "8"}, by=ada)
    plan = me.get(f"/operations/{head.id}/undo")
    assert "3 of 4 go back" in text(plan)
    assert '<a href="/objects/boats/3">Boat 2</a>' in plan.text


def test_tasks_of_chosen_businesses_go_and_the_others_stay(me, firms):
    path = chosen(me, of="businesses", all="1", action="create-task")
    me.post(f"{path}/start", data={"action": "create-task", "title": "Call", "priority": "normal"})
    head = newest()
    assert Task.select().where(Task.state == 1).count() == 4
    choices = re.findall(r'name="id" value="([\d.]+)" form="chosen"', me.get(f"/operations/{head.id}").text)
    assert choices == [f"{Business.number}.{firm.id}" for firm in firms]
    me.post(f"/operations/{head.id}/undo", data={"id": choices[:2], "once": "u"})
    assert [business for (business,) in Task.select(Task.business).where(Task.state == 1).tuples()] == [firm.id for firm in firms[2:]]


def test_a_choice_of_records_that_makes_no_sense_takes_nothing_back(me, firms):
    path = chosen(me, of="businesses", all="1", action="set-field")
    me.post(f"{path}/start", data={"action": "set-field", "field": "city", "value": "Bergen"})
    for sense in ("7.x", "999999.1", ".", "7.99999999999999999999", "99999999999999999999"):
        assert me.post(f"/operations/{newest().id}/undo", data={"id": sense, "once": sense}).status_code == 303
    assert {city for (city,) in Business.select(Business.city).tuples()} == {"Bergen"}


CHANGES = {"businesses": {"field": "about", "value": "Wholesale"}, "boats": {"field": "cf_length", "value": "9"}}
"""What one kind and the other is given."""


def hundred(of, ada, eve):
    """A hundred records of a kind, of which the first forty are Eve's."""
    make = businesses.create if of == "businesses" else keeping.Verbs(kinds.named(of)).create
    return [make({"name": f"Hull {n:03}", **({"owner": eve.email} if n < 40 else {})}, by=ada) for n in range(100)]


@pytest.mark.parametrize("of", CHANGES)
def test_of_a_hundred_a_member_changes_her_forty_and_hears_how_many_not_which(browse, ada, eve, boats, of):
    made, hers = hundred(of, ada, eve), browse(eve)
    path = chosen(hers, of=of, ids=",".join(str(one.id) for one in made), action="set-field")
    form = {"action": "set-field", **CHANGES[of]}
    shown = hers.get(f"{path}?go=1&{urlencode(form)}")
    assert "60 Not yours to change" in text(shown)
    done = hers.post(f"{path}/start", data=form)
    head = newest()
    assert (done.location, head.total, head.changed, head.refused) == (f"/operations/{head.id}", 100, 40, 60)
    outcome = hers.get(f"{done.location}?per_page=100")
    assert text(outcome).count("One you don’t see") == 60
    assert set(re.findall(r"Hull \d+", outcome.text)) == {one.name for one in made[:40]}
    assert set(re.findall(r"Hull \d+", shown.text)) <= {one.name for one in made[:40]}
    assert [row[2] for row in outcomes.lines(head, eve)][1:] == [one.name for one in made[:40]] + [""] * 60


def test_a_business_that_a_member_sees_through_its_people_is_named_and_not_hers_to_change(browse, ada, eve, firms):
    contacts.create(contacts.Form({"first_name": "Kim", "business": "Firm 1", "owner": eve.email}), by=ada, region="NO")
    hers = browse(eve)
    path = chosen(hers, of="businesses", id=[firm.id for firm in firms[:2]], action="set-owner")
    shown = hers.post(f"{path}/start", data={"action": "set-owner", "owner": eve.email}, follow_redirects=True)
    assert "Firm 1 Refused not yours to change" in text(shown)
    assert "Firm 0" not in shown.text
    assert Business.select().where(Business.owner.is_null(False)).count() == 0


@pytest.mark.parametrize("of", CHANGES)
def test_a_double_click_two_tabs_and_the_way_back_make_one_operation(me, boats, firms, of):
    records, form = boats if of == "boats" else firms, {"action": "set-field", **CHANGES[of]}
    first, again = (chosen(me, of=of, id=[one.id for one in records], action="set-field", once="bar") for _ in range(2))
    assert first == again
    for once in ("one tab", "one tab", "another tab"):
        me.post(f"{first}/start", data={**form, "once": once})
    assert me.post(f"{first}/start", data={**form, "value": "4"}).location == f"/operations/{newest().id}"
    assert me.get(first).location == f"/operations/{newest().id}"
    assert Operation.select().where(Operation.kind == "bulk").count() == 1
    assert {values_of(type(one).get_by_id(one.id))[form["field"]] for one in records} == {form["value"]}


def test_acts_that_do_not_fit_are_refused_with_a_sentence(me, boats, firms):
    path = chosen(me, of="boats", all="1", action="")
    offered = me.get(path).text
    assert "action=set-owner" in offered
    assert "action=add-tags" not in offered
    for key in ("add-tags", "create-task"):
        for answer in (me.get(f"{path}?action={key}"), me.post(f"{path}/start", data={"action": key})):
            assert answer.status_code == 422
            assert "is not for boats" in text(answer)
    assert me.post("/bulk", data={"of": "ghosts", "all": "1"}).status_code == 404
    nothing = me.post("/bulk", data={"of": "businesses", "action": "set-owner"})
    assert nothing.status_code == 422
    assert "No business is chosen" in text(nothing)


def test_chosen_records_are_exported(me, boats, firms):
    for of, ids in (("boats", [boats[1].id]), ("businesses", [firms[2].id])):
        path = chosen(me, of=of, id=ids, action="export")
        shown = me.get(path)
        assert f"1 chosen {kinds.named(of).words.one}" in text(shown)
        assert me.post("/exports", data={"of": of, "chosen": newest().id, "format": "csv", "once": of}).status_code == 303
        head = newest()
        work.run(head.id)
        with me.get(f"/exports/{head.id}/file") as file:
            lines = file.text.splitlines()
        assert len(lines) == 2, lines
        assert (boats[1].name if of == "boats" else firms[2].name) in lines[1]


def test_the_operation_is_looked_at_by_those_who_may(browse, bob, vic, firms):
    path = chosen(browse(bob), of=BUSINESSES.key, all="1", action="set-field")
    browse(bob).post(f"{path}/start", data={"action": "set-field", "field": "city", "value": "Voss"})
    assert [browse(member).get(f"/operations/{newest().id}").status_code for member in (bob, vic)] == [200, 404]


def test_commands_act_on_records_of_any_kind(me, app, boats, firms):
    def ran(*arguments):
        with app.app_context():
            return app.test_cli_runner().invoke(args=["bulk", *arguments])

    def done(*arguments):
        told = ran(*arguments, "--json")
        assert told.exit_code == 0, told.output
        return json.loads(told.output)

    long = json.dumps({"field": "cf_length", "op": "gte", "value": 2})
    told = done("set-field", "--of", "boats", "--filter", long, "--set", "cf_length=9")
    assert (told["status"], told["done"], lengths(boats)) == ("done", 2, ["0", "1", "9", "9"])
    assert done("archive", "--of", "boats", "--search", "Boat 1")["done"] == 1
    assert [one.state for one in CustomRecord.select().order_by(CustomRecord.id)] == [1, 2, 1, 1]
    assert done("restore", "--of", "boats", "--all")["done"] == 1
    assert not CustomRecord.select().where(CustomRecord.state != 1).exists()
    assert done("delete", "--of", "businesses", "--search", "Firm 3")["title"] == "Delete businesses that match “Firm 3”"
    assert [name for (name,) in Business.select(Business.name).where(Business.state == 1).tuples()] == ["Firm 0", "Firm 1", "Firm 2"]
    for arguments in (("delete", "--of", "boats"), ("archive", "--of", "businesses"), ("delete",), ("archive", "--of", "ships")):
        refused = ran(*arguments, "--all")
        assert refused.exit_code == 1, refused.output
        assert "Traceback" not in refused.output
    assert Business.select().where(Business.state == 1).count() == 3


def test_the_command_blocks_no_channel_that_was_not_named(app, ada, ann):
    def ran(*arguments):
        with app.app_context():
            return app.test_cli_runner().invoke(args=["bulk", "set-dnc", "--all", *arguments])

    for arguments in ((), ("--set", "channels="), ("--set", "reason=quiet")):
        refused = ran(*arguments)
        assert (refused.exit_code, Contact.get().dnc) == (2, 0)
        assert "Say which channels" in refused.output
    assert (ran("--set", "channels=all").exit_code, Contact.get().dnc > 0) == (0, True)


def test_one_chosen_is_said_as_one(me, boats, firms):
    for form, said in (
        ({"of": "businesses", "id": [str(firms[0].id)]}, "1 chosen business."),
        ({"of": "businesses", "id": [str(firm.id) for firm in firms[:2]]}, "2 chosen businesses."),
        ({"of": "boats", "id": [str(boats[0].id)]}, "1 chosen boat."),
    ):
        assert said in text(me.get(chosen(me, **form)))


def people_of(firms, ada):
    """Ann of the first business, Bo of the first and by the way of the second."""
    ann, bo = (
        contacts.create(contacts.Form({"first_name": name, "business": firms[0].name}), by=ada, region="NO") for name in ("Ann", "Bo")
    )
    belonging.add(bo, firms[1].name, "Adviser", by=ada)
    return ann, bo


def test_the_undo_plan_of_a_deletion_says_how_many_people_get_a_business_back(me, ada, firms):
    people_of(firms, ada)
    businesses.remove(firms[0], by=ada)
    one = text(me.get(f"/operations/{newest().id}/undo"))
    assert "2 people get a business back." in one
    assert "With it comes back: the business “Firm 0”." in one
    assert "made beside" not in one
    path = chosen(me, of="businesses", id=[firms[1].id, firms[2].id], action="delete")
    assert "Go with them 1 People, who stay" in text(me.get(path))
    me.post(f"{path}/start", data={"action": "delete"})
    many = text(me.get(f"/operations/{newest().id}/undo"))
    assert "2 of 2 go back" in many
    assert "1 person gets a business back." in many


def test_a_plan_without_businesses_that_come_back_speaks_of_no_people_who_get_one(me, ada, firms):
    ann, _ = people_of(firms, ada)
    contacts.edit(ann, {"business": ""}, by=ada)
    assert "a business back" not in text(me.get(f"/operations/{newest().id}/undo"))


def test_links_go_into_the_archive_and_come_back_counted_as_far_as_they_are_seen(me, browse, ada, eve, boats):
    kind = kinds.named("boats")
    beside = Way(labels.create(labels.Wanted("Sister", "", kind.number, kind.number), by=ada), "a")
    for other in boats[1:3]:
        associations.link((kind.number, boats[0].id), beside, (kind.number, other.id), by=ada)
    for mine in boats[:2]:
        keeping.Verbs(kind).edit(mine, {"owner": eve.email}, by=ada)
    ids = f"{boats[0].id},{boats[1].id}"
    assert "Go with them 2 Links" in text(me.get(chosen(me, of="boats", ids=ids, action="archive")))
    assert "Go with them 1 Links" in text(browse(eve).get(chosen(browse(eve), of="boats", ids=ids, action="archive")))
    me.post(f"{chosen(me, of='boats', ids=ids, action='archive')}/start", data={"action": "archive"})
    assert "Come back with them 2 Links" in text(me.get(chosen(me, of="boats", archived="1", all="1", action="restore")))
