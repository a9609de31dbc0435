"""Smart lists on the web: the address carries them, rights hold for each of their routes, and nothing broken means everybody."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote, unquote

import pytest
from werkzeug.datastructures import MultiDict

from blueprints.lists.builder import of_form, of_tree, to_tree
from blueprints.lists.nodes import Node, wrong
from crm import clock, contacts, custom_objects, kinds, lists, members, tags, tasks
from crm.businesses import keeping
from crm.custom_objects.keeping import Verbs
from crm.filters import Group, Leaf, parse
from crm.models import Contact, Member, Operation, OperationItem, SmartList
from crm.models.custom_object import FIRST_OWN
from tests.blueprints.conftest import FRAGMENT
from tests.crm.filters import trade
from tests.crm.filters.test_meaning import ALL_LEAVES

OSLO = '{"field": "city", "op": "is", "value": "oslo"}'
BAD = (
    '{"field": "nope", "op": "is", "value": "x"}',
    '{"field": "city", "op": "like", "value": "x"}',
    '{"field": "city", "op": "is", "value": 5}',
    '{"field": "score", "op": "eq", "value": "5"}',
    '{"field": "score", "op": "eq", "value": true}',
    '{"field": "tags", "op": "has_any", "value": []}',
    '{"field": "birth_date", "op": "on", "value": "31.5.1980"}',
    '{"field": "created_at", "op": "in_last", "value": {"n": -1, "unit": "day"}}',
    '{"field": "created_at", "op": "in_last", "value": {"n": 3, "unit": "moon"}}',
    '{"field": "dnc", "op": "is_on", "value": "pigeon"}',
    '{"field": "city", "op": "empty", "value": "x"}',
    '{"field": "city", "op": "is", "value": "x", "more": 1}',
    '{"all": [], "any": []}',
    '{"any": []}',
    '{"none": []}',
    '{"all": {}}',
    '{"related": "cats"}',
    '{"related": "tags", "count": {"op": "gte", "value": -1}}',
    '{"field": "city", "op": "contains", "value": "\u200b"}',
    '{"field": "city", "op": "starts_with", "value": "\u0301"}',
    r'{"field": "city", "op": "is", "value": "\ud800"}',
    r'{"field": "\ud800", "op": "is", "value": "x"}',
    '{"field": "created_at", "op": "on", "value": "2026-W01-1"}',
    json.dumps({"related": "tags", "count": {"op": "lt", "value": 10**30}}),
    '{"list": 5}',
    "[]",
    "null",
    "5",
    "{",
    "[" * 5_000,
    '{"all":' * 4 + OSLO + "}" * 4,
    json.dumps({"all": [{"all": [{"all": [{"all": [json.loads(OSLO)]}]}]}]}),
    json.dumps({"all": [json.loads(OSLO)] * 200}),
)


@pytest.fixture
def office_of_three(ada):
    made = [
        contacts.create(contacts.Form({"first_name": n, "city": c}), by=ada, region="NO")
        for n, c in (("Ann", "Oslo"), ("Bo", "OSLO"), ("Cy", "Rome"))
    ]
    tags.put_on(made[0], "vip", by=ada)
    return made


def shown(answer):
    return [name for name in ("Ann", "Bo", "Cy") if f">{name}</a>" in answer.text]


@pytest.mark.parametrize("text", BAD)
def test_a_bad_filter_is_an_error_everywhere_and_never_everybody(me, app, office_of_three, text, tmp_path):
    for path in ("/contacts", "/contacts/export", "/filter", "/why", "/as-of"):
        answer = me.get(path, query_string={"filter": text})
        assert answer.status_code == 422, path
        assert shown(answer) == []
    assert me.post("/lists", data={"name": "X", "filter": text}).status_code == 422
    assert SmartList.select().count() == 0
    with app.app_context():
        for command in (["count"], ["export", "--out", str(tmp_path / "people.csv")], ["explain", "1"]):
            run = app.test_cli_runner().invoke(args=[*command, "--filter", text])
            assert run.exit_code == 1, run.output
            assert "Nothing was selected" in run.output


def test_a_stored_list_that_broke_says_so_and_means_nobody(me, office_of_three, ada):
    made = lists.save("Old", parse(json.loads(OSLO)), by=ada)
    SmartList.update(tree='{"field": "gone", "op": "is", "value": "x"}').where(SmartList.id == made.id).execute()
    answer = me.get(f"/contacts?list={made.id}")
    assert answer.status_code == 422
    assert "can’t be used" in answer.text
    assert me.get("/lists").status_code == me.get("/lists/counts").status_code == me.get("/contacts").status_code == 200


def test_a_list_that_came_to_ask_for_itself_is_told_everywhere_and_breaks_no_page(me, office_of_three, ada):
    asked = '{"related": "lists", "where": {"field": "name", "op": "starts_with", "value": "Round"}}'
    made = lists.save("Straight", parse(json.loads(asked)), by=ada)
    lists.change(made, by=ada, name="Round")
    person = Contact.select().first()
    for path in (f"/contacts?list={made.id}", f"/contacts?filter={quote(asked)}"):
        answer = me.get(path)
        assert answer.status_code in (200, 422)
        assert "“Round” would ask for itself" in unescape(answer.text)
        assert 'class="who"' not in answer.text
    assert me.get(f"/contacts/{person.id}").status_code == 200
    assert me.get("/contacts").status_code == me.get("/lists").status_code == 200
    refused = me.post("/lists", data={"name": "Again", "filter": asked.replace("Round", "Again")})
    assert refused.status_code == 422
    assert "“Again” would ask for itself" in unescape(refused.text)
    assert [one.name for one in lists.visible_to(ada)] == ["Round"]


def test_the_address_carries_the_filter_through_search_sort_pages_and_records(me, office_of_three):
    page = me.get("/contacts", query_string={"filter": OSLO})
    assert shown(page) == ["Ann", "Bo"]
    assert "2 people" in page.text
    assert "People whose city is “oslo”" in page.text
    assert shown(me.get("/contacts", query_string={"filter": OSLO, "q": "bo"})) == ["Bo"]
    link = page.text.split('href="/contacts/1?')[1].split('"')[0].replace("&amp;", "&")
    record = me.get(f"/contacts/1?{link}").text
    assert "1 of 2" in record
    rows = me.get("/contacts/export", query_string={"filter": OSLO}).text.strip().splitlines()
    assert len(rows) == 3


def test_a_list_is_saved_changed_discarded_renamed_and_deleted_with_undo(me, office_of_three, ada):
    answer = me.post("/lists", data={"name": "Capital", "filter": OSLO, "once": "a"})
    made = SmartList.get()
    assert answer.location.startswith(f"/contacts?list={made.id}")
    assert shown(me.get(f"/contacts?list={made.id}")) == ["Ann", "Bo"]
    rome = '{"field":"city","op":"is","value":"Rome"}'
    unsaved = me.get("/contacts", query_string={"list": made.id, "filter": rome})
    assert shown(unsaved) == ["Cy"]
    assert "Not saved" in unsaved.text
    assert "Discard" in unsaved.text
    me.post(f"/lists/{made.id}", data={"filter": rome})
    assert shown(me.get(f"/contacts?list={made.id}")) == ["Cy"]
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).first().id}/undo")
    assert shown(me.get(f"/contacts?list={made.id}")) == ["Ann", "Bo"]
    assert me.post("/lists", data={"name": "CAPITAL", "filter": rome}).status_code == 409
    assert me.post("/lists", data={"name": "", "filter": rome}).status_code == 422
    me.post(f"/lists/{made.id}/removal")
    assert me.get(f"/contacts?list={made.id}").status_code == 404
    assert Contact.select().where(Contact.state == 1).count() == 3
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).first().id}/undo")
    assert shown(me.get(f"/contacts?list={made.id}")) == ["Ann", "Bo"]


def test_a_list_keeps_its_order_and_columns_and_says_what_is_not_saved(me, office_of_three, ada):
    me.post("/lists", data={"name": "Capital", "filter": OSLO, "sort": "-created_at", "columns": "city,nope", "once": "a"})
    made = SmartList.get()
    assert (made.sort, made.shown) == ("-created_at", "city")
    here = f"/contacts?list={made.id}"
    assert me.get(here).text.index(">Bo</a>") < me.get(here).text.index(">Ann</a>")
    assert "Not saved" not in me.get(here).text
    assert "Not saved" in me.get(f"{here}&sort=name").text
    chosen = me.post("/contacts/columns", data={"column": ["email", "phone"], "next": here, "once": "b"})
    assert unquote(chosen.location) == f"{here}&columns=email,phone"
    assert Member.get_by_id(ada.id).list_columns == ""
    page = me.get(chosen.location).text
    assert "Not saved" in page
    assert 'name="columns" value="email,phone"' in page
    me.post(f"/lists/{made.id}", data={"sort": "name", "columns": "email,phone", "once": "c"})
    kept = SmartList.get()
    assert (kept.sort, kept.shown, kept.tree) == ("name", "email,phone", made.tree)
    assert "Not saved" not in me.get(chosen.location).text
    me.post("/contacts/columns", data={"column": ["email"], "next": "/contacts?list=new", "once": "d"})
    assert Member.get_by_id(ada.id).list_columns == "email"


@pytest.mark.parametrize(("shared", "sees", "changes"), [("private", False, False), ("see", True, False), ("edit", True, True)])
def test_sharing_decides_who_sees_and_who_changes(browse, ada, bob, office_of_three, shared, sees, changes):
    made, his = lists.save("Ada’s", parse(json.loads(OSLO)), by=ada, shared=shared), browse(bob)
    for path in (f"/contacts?list={made.id}", f"/filter?list={made.id}", f"/why?list={made.id}", f"/contacts/export?list={made.id}"):
        assert his.get(path).status_code == (200 if sees else 404), path
    assert ("Ada’s" in his.get("/lists").text) == sees
    assert his.post(f"/lists/{made.id}", data={"name": "His"}).status_code == (303 if changes else 403 if sees else 404)
    assert (SmartList.get_by_id(made.id).name == "His") == changes
    assert his.post(f"/lists/{made.id}/removal").status_code == (303 if changes else 403 if sees else 404)


ROME = '{"field":"city","op":"is","value":"Rome"}'


def hidden(page, action):
    """The hidden inputs of the form that goes to an address, and of its named ones."""
    form = page.split(f'action="{action}"')[1].split("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_a_save_over_a_list_that_another_changed_meanwhile_asks_first_and_loses_nothing(browse, ada, bob, office_of_three):
    made, hers, his = lists.save("Both", parse(json.loads(OSLO)), by=ada, shared="edit"), browse(ada), browse(bob)
    opened = his.get(f"/contacts?list={made.id}").text
    aside = unescape(re.search(r'class="x" href="([^"]+)"', opened)[1])
    build = unescape(re.search(r'href="(/filter\?list=[^"]+)"', opened)[1])
    lists.change(made, by=ada, tree=parse({"field": "city", "op": "is", "value": "Paris"}))
    assert hidden(his.get(build).text, "/filter")["opened"] == hidden(his.get(aside).text, f"/lists/{made.id}")["opened"]
    form = hidden(his.get(aside).text, f"/lists/{made.id}") | {"filter": ROME, "once": "a"}
    refused = his.post(f"/lists/{made.id}", data=form)
    assert refused.status_code == 409
    assert "Ada changed the list “Both” after you opened it" in refused.text
    for words in ("Paris", "Rome", "Save anyway", "Save as new", "Discard mine", "<time"):
        assert words in refused.text
    assert "Paris" in SmartList.get_by_id(made.id).tree
    new = his.post("/lists", data=hidden(refused.text, "/lists"))
    assert "Rome" in SmartList.get(SmartList.name == "Copy of Both").tree
    assert new.status_code == 303
    anyway = hidden(refused.text, f"/lists/{made.id}")
    lists.change(made, by=ada, sort="-created_at")
    again = his.post(f"/lists/{made.id}", data=anyway)
    assert again.status_code == 409
    assert his.post(f"/lists/{made.id}", data=hidden(again.text, f"/lists/{made.id}")).status_code == 303
    assert "Rome" in SmartList.get_by_id(made.id).tree
    assert hers.get(f"/contacts?list={made.id}").status_code == 200


def test_a_new_name_over_one_that_another_gave_meanwhile_asks_first(browse, ada, bob, office_of_three):
    made, his = lists.save("Both", parse(json.loads(OSLO)), by=ada, shared="edit"), browse(bob)
    form = hidden(his.get("/lists").text, f"/lists/{made.id}") | {"name": "His", "shared": "edit"}
    lists.change(made, by=ada, name="Hers")
    refused = his.post(f"/lists/{made.id}", data=form)
    assert refused.status_code == 409
    assert "Hers" in refused.text
    assert SmartList.get_by_id(made.id).name == "Hers"
    assert his.post(f"/lists/{made.id}", data=hidden(refused.text, f"/lists/{made.id}")).status_code == 303
    assert SmartList.get_by_id(made.id).name == "His"


def test_saving_over_is_offered_to_those_only_who_may_and_what_they_wanted_can_be_kept_as_new(browse, ada, bob, office_of_three):
    made, his = lists.save("Ada’s", parse(json.loads(OSLO)), by=ada, shared="see"), browse(bob)
    page = his.get("/contacts", query_string={"list": made.id, "filter": ROME}).text
    assert f'action="/lists/{made.id}"' not in page
    assert "Save as new" in page
    refused = his.post(f"/lists/{made.id}", data={"filter": ROME})
    assert refused.status_code == 403
    assert "Save anyway" not in refused.text
    assert his.post("/lists", data=hidden(refused.text, "/lists")).status_code == 303
    assert "Rome" in SmartList.get(SmartList.owner == bob).tree


def test_the_builder_keeps_the_order_and_the_columns_of_what_it_came_from(me, ada, office_of_three):
    made = lists.save("Capital", parse(json.loads(OSLO)), by=ada)
    page = me.get(f"/contacts?list={made.id}&sort=-city&columns=email").text
    build = unescape(re.search(r'href="(/filter\?[^"]+)"', page)[1])
    there = me.get(build).text
    assert hidden(there, "/filter") | {"sort": "-city", "columns": "email", "list": str(made.id)} == hidden(there, "/filter")
    back = unescape(re.search(r'id="show-people" href="([^"]+)"', there)[1])
    assert "sort=-city" in back
    assert "columns=email" in back
    assert shown(me.get(back)) == ["Ann", "Bo"]


def test_who_sees_only_what_is_assigned_gets_no_more_by_lists(browse, ada, eve, office_of_three):
    made, hers = lists.save("Oslo", parse(json.loads(OSLO)), by=ada, shared="see"), browse(eve)
    contacts.edit(office_of_three[1], {"owner": eve.email}, by=ada)
    assert shown(hers.get(f"/contacts?list={made.id}")) == ["Bo"]
    assert len(hers.get(f"/contacts/export?list={made.id}").text.strip().splitlines()) == 2
    assert '<span class="c">1</span>' in hers.get("/lists/counts").text
    assert hers.get(f"/why?list={made.id}&contact={office_of_three[0].id}").status_code == 404
    assert hers.get(f"/contacts/{office_of_three[0].id}/lists").status_code == 404
    told = {
        f"/contacts?list={made.id}&total=1": "1 person",
        f"/filter?list={made.id}": '<span class="c-big">1</span>',
        f"/filter/condition?list={made.id}&at=0&rest=1": ">1</b> person with it",
        f"/exports/new?list={made.id}": "<b>1</b> person",
        f"/prints/list?list={made.id}": "1 person",
        f"/why?list={made.id}&who=n": "Nobody is called",
        f"/as-of?list={made.id}&on=2026-01-01": "0</b> people were",
    }
    for path, words in told.items():
        page = unescape(hers.get(path, headers=FRAGMENT if "total=" in path else {}).text)
        assert words in page, path
        assert "Ann" not in page, path


def test_who_sees_only_what_is_assigned_changes_and_exports_no_more_by_lists(browse, ada, eve, office_of_three):
    made, hers = lists.save("Oslo", parse(json.loads(OSLO)), by=ada, shared="see"), browse(eve)
    contacts.edit(office_of_three[1], {"owner": eve.email}, by=ada)
    drafted = hers.post("/bulk", data={"list": made.id, "all": "1", "action": "archive", "once": "a"})
    preview = hers.get(drafted.location)
    assert "Ann" not in preview.text
    assert len(items_of(Operation.select().order_by(Operation.id.desc()).first())) == 1
    hers.post("/exports", data={"list": made.id, "format": "csv", "once": "b"})
    exported = Operation.select().order_by(Operation.id.desc()).first()
    assert exported.kind == "export"
    assert [item.subject_id for item in items_of(exported)] == [office_of_three[1].id]


def items_of(head):
    return list(OperationItem.select().where(OperationItem.operation == head.id))


def test_a_list_whose_owner_left_is_the_admins_to_keep(browse, ada, bob, office_of_three):
    made = lists.save("Bob’s", parse(json.loads(OSLO)), by=bob)
    hers = browse(ada)
    assert hers.get(f"/contacts?list={made.id}").status_code == 404
    members.changing.deactivate(Member.get_by_id(bob.id), by=ada)
    assert hers.get(f"/contacts?list={made.id}").status_code == 200
    assert hers.post(f"/lists/{made.id}", data={"shared": "edit"}).status_code == 303


@pytest.mark.parametrize("ready", lists.READY, ids=lambda one: one.key)
def test_every_ready_made_list_opens(me, office_of_three, ready):
    assert me.get(f"/contacts?list={ready.key}").status_code == 200
    assert me.get(f"/filter?list={ready.key}").status_code == 200


def test_tabs_are_chosen_and_kept(me, ada, office_of_three):
    made = lists.save("Oslo", parse(json.loads(OSLO)), by=ada)
    me.post("/lists/tabs", data={"tab": ["quiet", str(made.id), "nonsense", "9999"]})
    assert Member.get_by_id(ada.id).pinned_lists == f"quiet,{made.id}"
    page = me.get("/lists/counts").text
    assert page.index("Not touched") < page.index("Oslo")
    assert "New this week" not in page


def test_tabs_move_up_and_down_and_no_further(me, ada):
    def kept():
        return Member.get_by_id(ada.id).pinned_lists

    three = {"tab": ["new", "mine", "quiet"]}
    for button, key, order in (("up", "quiet", "new,quiet,mine"), ("up", "new", "new,mine,quiet"), ("down", "new", "mine,new,quiet")):
        me.post("/lists/tabs", data=three | {button: key})
        assert kept() == order, (button, key)
    page = me.get("/lists").text
    assert page.index('value="mine" checked') < page.index('value="new" checked') < page.index('value="quiet" checked')
    assert 'name="tab" value="unowned">' in page


def test_why_names_each_condition_with_the_value_that_decided(me, office_of_three):
    tree = '{"all":[{"field":"city","op":"is","value":"Oslo"},{"none":[{"field":"tags","op":"has_any","value":["vip"]}]}]}'
    page = me.get("/why", query_string={"filter": tree, "contact": office_of_three[0].id}).text
    assert "is not in this list" in page
    assert "City is “Oslo”" in page
    assert "Theirs: Oslo" in page
    assert "Not: Tags include any of “vip”" in page
    assert "Theirs: vip" in page


def test_a_record_says_in_which_lists_its_person_is(me, ada, office_of_three):
    lists.save("Capital", parse(json.loads(OSLO)), by=ada)
    page = me.get(f"/contacts/{office_of_three[0].id}/lists").text
    assert "Capital" in page
    assert "Capital" not in me.get(f"/contacts/{office_of_three[2].id}/lists").text


def test_a_list_shows_who_was_in_it_on_a_day_and_who_joined_and_left_since(me, ada, browse, eve):
    with clock.moved(-timedelta(days=10)):
        made = [contacts.create(contacts.Form({"first_name": n, "city": "Oslo"}), by=ada, region="NO") for n in ("Ann", "Bo")]
    contacts.edit(made[0], {"city": "Rome"}, by=ada)
    contacts.create(contacts.Form({"first_name": "Cy", "city": "Oslo"}), by=ada, region="NO")
    day = (clock.now() - timedelta(days=3)).date().isoformat()
    page = me.get("/as-of", query_string={"filter": OSLO, "on": day}).text
    joined, left = page.split("Joined since")[-1].split("Left since")[0], page.split("Left since")[-1]
    assert ">Cy</a>" in joined
    assert ">Ann</a>" in left
    assert ">Bo</a>" not in page
    assert "Ann" not in browse(eve).get("/as-of", query_string={"filter": OSLO, "on": day}).text
    for wrong_day in ("yesterday", "2999-01-01"):
        assert me.get("/as-of", query_string={"filter": OSLO, "on": wrong_day}).status_code == 422
    assert (
        "No history is kept of score" in me.get("/as-of", query_string={"filter": '{"field":"score","op":"gte","value":0}', "on": day}).text
    )


def test_a_list_of_businesses_or_objects_shows_what_was_in_it_on_a_day(me, ada, browse, eve):
    with clock.moved(-timedelta(days=10)):
        boats = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
        firms = [keeping.create({"name": name, "city": "Oslo"}, by=ada) for name in ("Fjord & Co", "Fell")]
        gull = Verbs(boats).create({"name": "<b>Gull"}, by=ada)
    keeping.edit(firms[0], {"city": "Rome"}, by=ada)
    Verbs(boats).edit(gull, {"name": "Tern"}, by=ada)
    day = (clock.now() - timedelta(days=3)).date().isoformat()
    page = me.get("/as-of", query_string={"filter": OSLO, "on": day, "of": "businesses"}).text
    assert "2</b> businesses were in this list" in page
    assert f'<a href="/businesses/{firms[0].id}">Fjord &amp; Co</a>' in page.split("Left since")[-1]
    named = '{"field":"name","op":"contains","value":"gull"}'
    page = me.get("/as-of", query_string={"filter": named, "on": day, "of": "boats"}).text
    assert "1</b> boat was in this list" in page
    assert ">Tern</a>" in page.split("Left since")[-1]
    assert "Tern" not in browse(eve).get("/as-of", query_string={"filter": named, "on": day, "of": "boats"}).text
    for kind in ("businesses", "boats"):
        assert "What was here?" in me.get(f"/{'objects/boats' if kind == 'boats' else kind}", query_string={"filter": named}).text


def inputs(node: Node) -> list[tuple[str, str]]:
    """What a browser would send for these nodes."""
    if node.kind:
        counted = [(f"relates.{node.path}", node.key), (f"op.{node.path}", node.op), (f"n.{node.path}", node.n)] if node.relates else []
        return [(f"kind.{node.path}", node.kind), *counted, *(pair for part in node.parts for pair in inputs(part))]
    sent = [(f"field.{node.path}", node.key), (f"op.{node.path}", node.op)]
    sent += [(f"value.{node.path}", value) for value in node.values]
    return [*sent, (f"high.{node.path}", node.high), (f"n.{node.path}", node.n), (f"unit.{node.path}", node.unit)]


def test_every_condition_survives_the_form(me, ada):
    trade.define(ada)
    for leaf in ALL_LEAVES:
        if "bob@example.org" in str(leaf.value):
            continue
        tree = Group("any", (leaf, Group("none", (leaf, Leaf("city", "empty")))))
        node = of_form(MultiDict(inputs(of_tree(tree))))
        assert to_tree(node) == tree, leaf
        assert wrong(node) == []


def test_the_builder_adds_removes_and_marks_what_is_wrong_without_losing_it(me, office_of_three):
    form = [
        ("kind.1", "all"),
        ("field.1.1", "city"),
        ("op.1.1", "is"),
        ("value.1.1", "oslo"),
        ("field.1.2", "score"),
        ("op.1.2", "eq"),
        ("value.1.2", "many"),
    ]
    page = me.get("/filter", query_string=[*form, ("add", "1:group")])
    assert page.status_code == 200
    assert "1 condition is wrong and left out" in page.text
    assert "1 condition without a value yet" in page.text
    assert 'value="many"' in page.text
    assert 'name="kind.1.3"' in page.text
    assert '<span class="c-big">2</span>' in page.text
    assert re.search(r'<button[^>]+id="show-people" disabled', page.text), "what is left of a wrong filter may be everybody"
    assert "HX-Replace-Url" not in page.headers
    address = me.get("/filter", query_string=form, headers=FRAGMENT).headers["HX-Replace-Url"]
    assert '<span class="c-big">2</span>' in me.get(address).text
    less = me.get("/filter", query_string=[*form, ("remove", "1.2")]).text
    assert 'value="many"' not in less
    assert "left out" not in less
    assert re.search(r'<a[^>]+id="show-people" href="/contacts', less)
    deep = [
        ("kind.1", "all"),
        ("kind.1.1", "any"),
        ("kind.1.1.1", "none"),
        ("field.1.1.1.1", "city"),
        ("op.1.1.1.1", "empty"),
        ("add", "1.1.1:group"),
    ]
    assert 'name="kind.1.1.1.2"' not in me.get("/filter", query_string=deep).text


def link(page, label):
    """The address of the link with this label."""
    return unescape(next(tag for tag in re.findall(r"<a [^>]*>", page) if label in tag).split('href="')[1].split('"')[0])


def test_chips_show_each_condition_and_lead_to_the_list_without_it_or_with_the_other_word(me, office_of_three):
    tree = '{"all":[{"field":"city","op":"is","value":"oslo"},{"field":"tags","op":"has_any","value":["vip"]}]}'
    page = me.get("/contacts", query_string={"filter": tree, "sort": "-city"}).text
    assert '<span>City</span> <span class="op">is</span> <span class="v">“oslo”</span>' in page
    assert shown(me.get(link(page, "Remove the condition Tags"))) == ["Ann", "Bo"]
    either = me.get(link(page, "Switch to “or”"))
    assert shown(either) == ["Ann", "Bo"]
    assert "sort=-city" in link(page, "Switch to “or”")
    nobody_left_out = me.get(link(me.get("/contacts", query_string={"filter": OSLO}).text, "Remove the condition City"))
    assert shown(nobody_left_out) == ["Ann", "Bo", "Cy"]


def test_a_list_whose_filter_has_groups_has_no_chips(me, office_of_three):
    page = me.get("/contacts", query_string={"filter": f'{{"all":[{{"none":[{OSLO}]}}]}}'})
    assert shown(page) == ["Cy"]
    assert 'class="chip"' not in page.text


def test_a_group_is_changed_in_the_builder_and_not_where_chips_stand(me, office_of_three):
    text = '{"all":[{"any":[{"field":"city","op":"is","value":"Oslo"}]},{"field":"city","op":"empty"}]}'
    answer = me.get("/filter/condition", query_string={"filter": text, "at": 0})
    assert unquote(answer.location) == f"/filter?filter={text}"
    assert me.get("/filter/condition", query_string={"filter": text, "at": 1}).status_code == 200


def test_a_chip_opens_with_its_values_counts_and_applies(me, office_of_three):
    page = me.get(link(me.get("/contacts", query_string={"filter": OSLO}).text, "Change the condition City")).text
    assert 'value="oslo"' in page
    assert '<b class="num">2</b>' in page
    form = {"filter": OSLO, "at": "0", "kind.1": "all", "field.1.1": "city", "op.1.1": "is", "value.1.1": "Rome"}
    assert '<b class="num">1</b>' in me.get("/filter/condition", query_string=form).text
    answer = me.get("/filter/condition", query_string=form | {"apply": "1"})
    assert shown(me.get(answer.location)) == ["Cy"]
    more = me.get(
        "/filter/condition", query_string=form | {"at": "1", "field.1.1": "tags", "op.1.1": "has_any", "value.1.1": "vip", "apply": "1"}
    )
    assert shown(me.get(more.location)) == ["Ann"]
    wrong_one = me.get("/filter/condition", query_string=form | {"field.1.1": "score", "op.1.1": "eq", "value.1.1": "many", "apply": "1"})
    assert wrong_one.status_code == 422
    assert 'value="many"' in wrong_one.text


def test_conditions_on_what_happened_are_built_and_carried_through_the_form(me, ada, office_of_three):
    form = [("kind.1", "all"), ("field.1.1", "edited-by"), ("op.1.1", "is"), ("value.1.1", "me"), ("n.1.1", "7"), ("unit.1.1", "day")]
    node = of_form(MultiDict(form))
    tree = to_tree(node)
    assert tree == parse(
        {
            "related": "edits",
            "where": {
                "all": [{"field": "by", "op": "is", "value": "me"}, {"field": "at", "op": "in_last", "value": {"n": 7, "unit": "day"}}]
            },
        }
    )
    assert to_tree(of_form(MultiDict(inputs(of_tree(tree))))) == tree
    assert '<span class="c-big">3</span>' in me.get("/filter", query_string=form).text
    form[2] = ("op.1.1", "is_not")
    assert '<span class="c-big">0</span>' in me.get("/filter", query_string=form).text
    other = parse({"related": "tags", "where": {"field": "name", "op": "contains", "value": "vi"}, "count": {"op": "lt", "value": 2}})
    assert to_tree(of_form(MultiDict(inputs(of_tree(other))))) == other
    assert "number of tags" in me.get("/filter", query_string=inputs(of_tree(other))).text
    assert wrong(of_tree(other)) == []


def test_a_dear_total_comes_after_the_page_and_is_asked_for_by_a_link_without_javascript(me, ada, monkeypatch):
    for n in range(27):
        contacts.create(contacts.Form({"first_name": f"P{n:02}"}), by=ada, region="NO")
    monkeypatch.setattr("crm.selection.quick", lambda chosen, actor: None)
    page = me.get("/contacts?per_page=25").text
    assert "a number being counted" in page
    assert "27 people" not in page
    assert 'rel="next"' in page
    assert "All <span data-says-all>who match</span>" in page
    asked = unescape(re.search(r'data-total="" [^>]*hx-get="([^"]+)"', page)[1])
    foot = me.get(asked, headers=FRAGMENT).text
    assert 'data-total="27"' in foot
    assert "1–25 of 27" in foot
    assert "<table" not in foot
    assert "total=1" not in foot
    without = re.search(r'<noscript><a href="([^"]+)"', page)[1]
    assert "27 people" in me.get(unescape(without)).text


def test_the_last_page_knows_its_total_and_one_beyond_it_says_so(me, ada, monkeypatch):
    for n in range(27):
        contacts.create(contacts.Form({"first_name": f"P{n:02}"}), by=ada, region="NO")
    monkeypatch.setattr("crm.selection.quick", lambda chosen, actor: None)
    assert "26–27 of 27" in me.get("/contacts?per_page=25&page=2").text
    beyond = me.get("/contacts?per_page=25&page=9").text
    assert "The list ends before this page" in beyond
    assert "page=2" in beyond
    record = me.get("/contacts/3?q=P&n=3").text
    assert '<span class="num">3</span>' in record


def test_the_builder_shows_a_dear_total_with_its_next_answer(me, office_of_three, monkeypatch):
    monkeypatch.setattr("crm.selection.quick", lambda chosen, actor: None)
    for path in ("/filter", "/filter/condition"):
        page = me.get(path, query_string={"filter": OSLO, "at": 0}).text
        assert "Counting" in page
        assert "rest=1" in page
        told = me.get(path, query_string={"filter": OSLO, "at": 0, "rest": 1}).text
        assert "Counting" not in told
        assert re.search(r">2</(span|b)>", told)


RELATED_PARTS = (
    {"related": "tasks", "where": {"all": [{"field": "done_at", "op": "empty"}, {"field": "due", "op": "before", "value": "2030-01-01"}]}},
    {
        "related": "tasks",
        "where": {"any": [{"field": "title", "op": "contains", "value": "call"}, {"field": "priority", "op": "gte", "value": 2}]},
    },
    {"related": "tasks", "where": {"none": [{"field": "assignee", "op": "is", "value": "me"}]}, "count": {"op": "eq", "value": 0}},
    {"related": "tasks", "where": {"all": [{"any": [{"field": "due", "op": "today"}, {"field": "due", "op": "empty"}]}]}},
    {
        "related": "imports",
        "where": {"all": [{"field": "outcome", "op": "is", "value": "created"}, {"field": "title", "op": "contains", "value": "fair"}]},
    },
    {"related": "edits", "where": {"all": [{"field": "at", "op": "in_last", "value": {"n": 7, "unit": "day"}}]}},
    {"related": "notes", "where": {"all": [{"field": "text", "op": "contains", "value": "x"}]}, "count": {"op": "gt", "value": 3}},
    {"related": "businesses", "where": {"all": [{"field": "role", "op": "is", "value": "Buyer"}]}},
    {"related": "tags"},
)


@pytest.mark.parametrize("part", RELATED_PARTS)
def test_whatever_hangs_on_people_goes_through_the_form(app, ada, part):
    tree = parse({"any": [part, {"none": [part]}]})
    node = of_tree(tree)
    again = of_form(MultiDict(inputs(node)))
    assert to_tree(again) == tree
    assert wrong(again) == []


def test_open_tasks_are_asked_for_in_the_builder_step_by_step(me, ada, office_of_three):
    tasks.create(tasks.Typed("Call back", "2026-01-05"), contact=office_of_three[0], by=ada, zone="UTC")
    page = me.get("/filter", query_string=[("kind.1", "all"), ("add", "1:related")]).text
    assert 'name="relates.1.1"' in page
    assert "there is at least one task" in page
    form = [("kind.1", "all"), ("kind.1.1", "all"), ("relates.1.1", "tasks"), ("op.1.1", "gte"), ("n.1.1", "1")]
    assert '<option value="due"' in me.get("/filter", query_string=[*form, ("add", "1.1:condition")]).text
    form += [("field.1.1.1", "done_at"), ("op.1.1.1", "empty"), ("field.1.1.2", "due"), ("op.1.1.2", "before")]
    asked = me.get("/filter", query_string=[*form, ("value.1.1.2", "2026-02-01")]).text
    assert '<span class="c-big">1</span>' in asked
    assert "due date is before 1 February 2026" in asked
    assert "Say what to look for" in me.get("/filter", query_string=form).text
    asks = json.dumps({"all": [RELATED_PARTS[0]]})
    assert "People for whom there is at least one task where" in me.get("/contacts", query_string={"filter": asks}).text
    for contact, number in ((office_of_three[0], "1 such task"), (office_of_three[1], "no such task")):
        assert f"Theirs: {number}" in me.get("/why", query_string={"filter": asks, "contact": contact.id}).text
    form[4] = ("n.1.1", "many")
    wrong_number = me.get("/filter", query_string=form).text
    assert "A count is an operator and a whole number" in wrong_number
    assert 'value="many"' in wrong_number
    chip = {"filter": json.dumps({"all": [RELATED_PARTS[0]]}), "at": 0}
    assert 'name="relates.1.1"' in me.get("/filter/condition", query_string=chip).text
