"""Objects of the office's own over HTTP: made in Settings, listed, edited, linked, archived, and hidden from who may not see them."""

import io
import json

import pytest

from crm import contacts, custom_fields, custom_objects, kinds, lists
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.businesses import keeping as businesses
from crm.custom_objects import keeping
from crm.custom_objects.keeping import Verbs
from crm.filters import parse
from crm.journal import work
from crm.models import Association, CustomObject, CustomRecord, Member, Operation

ENGINES = ("sqlite",)


@pytest.fixture
def boats(ada):
    kind = kinds.of(1_000 + custom_objects.create("boat", "boats", by=ada).id)
    custom_fields.define(custom_fields.Wanted("Length", "number", subject=kind.number), by=ada)
    return kind


@pytest.fixture
def rose(ada, boats):
    return Verbs(boats).create({"name": "Sea Rose", "cf_length": "31.5"}, by=ada)


def test_an_object_is_made_renamed_and_deleted_in_settings(me):
    assert "No objects yet" in me.get("/settings/objects").text
    assert me.post("/settings/objects", data={"one": "boat", "many": "boats"}).status_code == 303
    made = CustomObject.get()
    assert '<a class="n" href="/objects/boats"' in me.get("/contacts").text
    again = me.post("/settings/objects", data={"one": "Boat", "many": "vessels"})
    assert (again.status_code, 'value="vessels"' in again.text) == (409, True)
    assert me.post("/settings/objects", data={"one": " ", "many": "x"}).status_code == 422
    me.post(f"/settings/objects/{made.id}", data={"one": "ship", "many": "ships"})
    assert "Ships" in me.get("/objects/boats").text
    assert "0 records" in me.get(f"/settings/objects/{made.id}/removal").text
    me.post(f"/settings/objects/{made.id}/removal")
    assert me.get("/objects/boats").status_code == 404
    assert '/objects/boats"' not in me.get("/contacts").text


def test_records_are_made_listed_filtered_edited_and_exported(me, boats):
    answer = me.post("/records/boats", data={"name": "Sea Rose", "cf_length": "31.5", "once": "k1"})
    record = CustomRecord.get()
    assert answer.location.startswith(f"/objects/boats/{record.id}?did=")
    assert me.post("/records/boats", data={"name": " ", "cf_length": "7"}).status_code == 422
    assert "31.5" in me.get("/objects/boats").text
    assert "Sea Rose" not in me.get('/objects/boats?filter={"field":"cf_length","op":"lt","value":30}').text
    me.post(f"/records/boats/{record.id}/fields/cf_length", data={"value": "32", "shown": "31.5"})
    page = me.get(f"/objects/boats/{record.id}").text
    assert "<del>31.5</del>" in page
    assert me.post(f"/records/boats/{record.id}/fields/cf_length", data={"value": "long", "shown": "32"}).status_code == 422
    assert me.get("/exports/new?of=boats").status_code == 200
    assert "Length" in me.get("/settings/fields?of=boats").text
    assert "Boats" in me.get("/imports/new").text


def test_lists_of_records_are_counted_renamed_shared_and_duplicated_and_told_on_the_record(me, ada, boats, rose):
    Verbs(boats).create({"name": "Tern", "cf_length": "12"}, by=ada)
    long = lists.save("Long", parse({"field": "cf_length", "op": "gt", "value": 30}, boats), by=ada, kind=boats)
    tabs = me.get("/lists/counts?of=boats").text
    assert [part.partition("<")[0] for part in tabs.split('<span class="c">')[1:]] == ["2", "1", "2", "0", "2"]
    page = me.get("/lists?of=boats").text
    assert f"/objects/boats?list={long.id}" in page
    me.post("/lists/tabs", data={"of": "boats", "tab": ["new", str(long.id)], "up": str(long.id), "once": "t"})
    me.post("/lists/tabs", data={"tab": ["quiet"], "once": "u"})
    assert Member.get_by_id(ada.id).pinned_lists == f"{boats.number}:{long.id},{boats.number}:new,quiet"
    tabs = me.get("/objects/boats").text
    assert (tabs.index(">Long</a>") < tabs.index(">New this week</a>"), ">Mine</a>" in tabs) == (True, False)
    assert "Long" not in me.get("/lists").text
    again = me.post(f"/lists/{long.id}", data={"name": "Longest", "shared": "see", "next": "/lists?of=boats", "once": "r"})
    assert again.location.startswith("/lists?of=boats")
    me.post("/lists", data={"of": "boats", "list": long.id, "name": "Copy of Longest", "once": "d"})
    told = me.get(f"/records/boats/{rose.id}/lists").text
    assert all(name in told for name in ("Longest", "Copy of Longest", "New this week", f"record={rose.id}"))
    assert me.post("/records/boats", data={"name": "Auk", "again": "1", "once": "n"}).location.startswith("/records/boats/new?did=")


def test_the_list_leads_to_the_people_linked_with_what_it_shows(me, ada, ann, boats, rose):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    answer = me.post(f"/objects/boats/{rose.id}/associations", data={"way": f"{label.id}b", "to": "Ann Lee"})
    assert answer.location == f"/objects/boats/{rose.id}"
    assert ">Skipper</h3>" in me.get(f"/objects/boats/{rose.id}").text
    assert f'href="/objects/boats/{rose.id}">Sea Rose</a>' in me.get(f"/contacts/{ann.id}").text
    longer = '{"related":"boats","where":{"field":"cf_length","op":"gt","value":30}}'
    page = me.get(f"/contacts?filter={longer}").text
    assert "Ann Lee" in page
    assert "Ann Lee" not in me.get(f"/contacts?filter={longer.replace('30', '40')}").text
    assert "%22related%22" in me.get('/objects/boats?filter={"field":"cf_length","op":"gt","value":30}').text


def test_a_record_has_a_sheet_also_in_the_archive_and_stands_in_the_list_one_came_from(me, ada, boats, rose):
    other = Verbs(boats).create({"name": "Tern"}, by=ada)
    page = me.get(f"/objects/boats/{rose.id}?n=1&sort=name").text
    assert f"/objects/boats/{other.id}?" in page
    keeping.archive(rose, by=ada)
    sheet = me.get(f"/records/boats/{rose.id}/sheet").text
    assert [one for one in ("Sea Rose", "31.5", "Archived Sea Rose", "Boat") if one not in sheet] == []
    assert me.get(f"/records/people/{rose.id}/sheet").status_code == 404


def test_a_record_is_archived_and_restored(me, rose):
    assert me.post(f"/objects/boats/{rose.id}/archive", data={"once": "k1"}).location.startswith("/objects/boats?did=")
    assert "Sea Rose" not in me.get("/objects/boats?columns=owner&q=rose").text.split('id="list"')[-1]
    assert "Sea Rose" in me.get("/objects/boats/archive").text
    page = me.get(f"/objects/boats/{rose.id}").text
    assert "is in the archive" in page
    assert f'href="/records/boats/{rose.id}/edit"' not in page
    me.post(f"/objects/boats/{rose.id}/restoration")
    assert "is in the archive" not in me.get(f"/objects/boats/{rose.id}").text


def test_who_sees_only_what_is_theirs_finds_no_record_of_others(browse, eve, vic, ada, boats, rose):
    browser = browse(eve)
    assert "Sea Rose" not in browser.get("/objects/boats").text
    for path in (f"/objects/boats/{rose.id}", f"/records/boats/{rose.id}/edit", f"/objects/boats/{rose.id}/associations"):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/objects/boats/{rose.id}/archive").status_code == 404
    assert browse(vic).post(f"/objects/boats/{rose.id}/archive").status_code == 403
    assert browse(vic).post("/records/boats", data={"name": "X"}).status_code == 403
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    mine = contacts.create(contacts.Form({"first_name": "Mine", "owner": "eve@example.org"}), by=ada, region="NO")
    browser.post(f"/contacts/{mine.id}/associations", data={"way": f"{label.id}a", "other": rose.id})
    assert browser.get(f"/objects/boats/{rose.id}").status_code == 404, "one may not link what one does not see"


def test_the_builder_and_why_know_objects_among_what_hangs_on_people(me, ann, boats, rose):
    longer = '{"related":"boats","where":{"field":"cf_length","op":"gt","value":30}}'
    assert "boat" in me.get(f"/filter?filter={longer}").text
    for path in ("/filter?of=boats", f"/why?filter={longer}&contact={ann.id}", f"/contacts?filter={longer}", "/lists"):
        assert me.get(path).status_code in (200, 303), path


def test_the_builder_makes_and_the_command_counts_people_with_a_boat_longer_than_30(me, app, ada, ann, boats, rose):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    me.post(f"/contacts/{ann.id}/associations", data={"way": f"{label.id}a", "other": rose.id})
    offered = me.get("/filter", query_string={"kind.1": "all", "add": "1:related"}).text
    assert '<option value="boats"' in offered
    form = {"kind.1": "all", "relates.1.1": "boats", "kind.1.1": "all", "op.1.1": "gte", "n.1.1": "1"}
    form |= {"field.1.1.1": "cf_length", "op.1.1.1": "gt", "value.1.1.1": "30"}
    assert '<span class="c-big">1</span>' in me.get("/filter", query_string=form).text
    assert '<span class="c-big">0</span>' in me.get("/filter", query_string=form | {"value.1.1.1": "40"}).text
    longer = '{"related":"boats","where":{"field":"cf_length","op":"gt","value":30}}'
    with app.app_context():
        run = app.test_cli_runner().invoke(args=["count", "--filter", longer, "--json"])
    assert '"count": 1' in run.output, run.output


def test_a_file_of_boats_links_them_and_undoing_a_row_takes_its_link_too(me, ada, ann, boats):
    label = labels.create(Wanted("Boat", "Skipper", 1, boats.number), by=ada)
    file = (io.BytesIO(b"name,Who sails her\nTern,Ann Lee\nGull,Ann Lee\n"), "boats.csv")
    there = me.post("/imports", data={"of": "boats", "file": file, "once": "b1"}).location
    assert f'<option value="link_{label.id}b">Link: Skipper</option>' in me.get(there).text
    me.post(there, data={"c0": "name", "c1": f"link_{label.id}b"})
    head = Operation.select().where(Operation.kind == "import").get()
    work.run(head.id)
    me.post(f"/imports/{head.id}/run", data={"plan": Operation.get_by_id(head.id).params["plan"]})
    work.run(head.id)
    assert Association.select().where(Association.state == 1).count() == 2
    assert "Tern" in me.get(f"/imports/{head.id}/rows").text
    me.post(f"/imports/{head.id}/undo", data={"row": "1"})
    assert [one.b for one in Association.select().where(Association.state == 1)] == [CustomRecord.get(CustomRecord.name == "Gull").id]
    me.post("/exports", data={"of": "boats", "columns": "chosen", "column": ["name", f"link_{label.id}b"], "format": "csv", "once": "b2"})
    made = Operation.select().where(Operation.kind == "export").get()
    with me.get(f"/exports/{made.id}/file") as answer:
        assert f"Gull,Ann Lee #{ann.id}" in answer.text


def test_a_phone_shows_what_tells_most_under_a_name(me, ada, boats):
    custom_fields.define(custom_fields.Wanted("Harbour", "text", subject=boats.number), by=ada)
    Verbs(kinds.of(boats.number)).create({"name": "Fulmar", "cf_length": "1200", "cf_harbour": "Bergen", "owner": ada.email}, by=ada)
    assert '<span class="sub o-sub">Length 1,200 · Bergen · Ada' in me.get("/objects/boats").text


def test_a_list_of_records_says_why_one_is_or_is_not_in_it(me, ada, browse, eve, boats, rose):
    longer = {"of": "boats", "filter": '{"field":"cf_length","op":"gt","value":40}'}
    for place in ("/objects/boats", "/filter"):
        assert "Why is it not here?" in me.get(place, query_string=longer).text
    assert f"record={rose.id}" in me.get("/why", query_string={**longer, "who": "sea"}).text
    page = me.get("/why", query_string={**longer, "record": rose.id}).text
    for words in (f'href="/objects/boats/{rose.id}">Sea Rose</a> is not in this list', "Length ", "Its own: 31.5"):
        assert words in page
    keeping.archive(rose, by=ada)
    assert "It is in the archive" in me.get("/why", query_string={"of": "boats", "record": rose.id}).text
    for client, record in ((browse(eve), rose.id), (me, rose.id + 1), (me, 2**63), (me, -1)):
        answer = client.get("/why", query_string={**longer, "record": record})
        assert (answer.status_code, "Sea Rose" in answer.text) == (404, False)


def test_commands_count_and_explain_records_of_any_kind(me, ada, app, boats, rose):
    firm = businesses.create({"name": "Harbour Ltd", "city": "Oslo"}, by=ada)

    def told(*arguments):
        with app.app_context():
            run = app.test_cli_runner().invoke(args=[*arguments, "--json"])
        assert run.exit_code == 0, run.output
        return json.loads(run.output)

    for kind, record, field, value in (("boats", rose.id, "cf_length", "31.5"), ("businesses", firm.id, "city", "Oslo")):
        tree = json.dumps({"field": field, "op": "not_empty"})
        counted = told("count", "--of", kind, "--filter", tree)
        assert (counted["count"], [one["count"] for one in counted["conditions"]]) == (1, [1])
        why = told("explain", str(record), "--of", kind, "--filter", tree)
        assert (why["member"], why["because"][0]["value"], why["because"][0]["holds"]) == (True, value, True)
    assert told("count", "--of", "boats", "--all")["sentence"] == "All boats"
    with app.app_context():
        assert app.test_cli_runner().invoke(args=["count", "--of", "ships", "--all"]).exit_code == 1
        assert app.test_cli_runner().invoke(args=["explain", str(rose.id + 9), "--of", "boats", "--filter", tree]).exit_code == 1


def test_a_field_points_to_a_record_and_its_page_is_a_click_away(me, ada, boats, rose):
    assert f'<option value="{boats.number}">Boats</option>' in me.get("/settings/fields/new?type=reference").text
    assert me.post("/settings/fields", data={"label": "Berth", "type": "reference", "to": boats.number}).status_code == 303
    ann = contacts.create(contacts.Form({"first_name": "Ann"}), by=ada, region="NO")
    assert me.post(f"/contacts/{ann.id}/fields/cf_berth", data={"value": "sea rose", "shown": ""}).status_code in (200, 204, 303)
    there = f'href="/objects/boats/{rose.id}" aria-label="Open Berth"'
    assert there in me.get(f"/contacts/{ann.id}").text
    custom_objects.remove(CustomObject.get(), by=ada)
    page = me.get(f"/contacts/{ann.id}").text
    assert "Sea Rose" in page
    assert there not in page
