"""Businesses as records: a list with its filter, columns and cells, forms that keep what was typed, and files."""

import io
import json
import re

import pytest

from crm import contacts, custom_fields, lists, notes, tasks
from crm.businesses import belonging, keeping
from crm.custom_fields import Wanted
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.models import Business, Operation, SmartList
from crm.records import as_typed
from crm.tasks.form import Typed

ENGINES = ("sqlite",)
BERGEN = json.dumps({"all": [{"field": "city", "op": "is", "value": "Bergen"}]})


@pytest.fixture
def fleet(ada):
    """A choice of the office's own."""
    return custom_fields.define(Wanted("Fleet", "choice", subject=BUSINESSES.number, options=("Small", "Large")), by=ada)


@pytest.fixture
def fjord(ada, fleet):
    return keeping.create({"name": "Fjord & Co", "city": "Bergen", "cf_fleet": "Large", "phone": "55 12 34"}, by=ada)


@pytest.fixture
def fell(ada, fleet):
    return keeping.create({"name": "Fell", "city": "Oslo"}, by=ada)


def test_the_list_is_filtered_sorted_searched_and_shows_the_chosen_columns(me, fjord, fell):
    page = me.get("/businesses?columns=city,cf_fleet&sort=-name").text
    assert page.index("Fjord &amp; Co") < page.index(">Fell<")
    assert ">Large</span>" in page
    page = me.get("/businesses", query_string={"filter": BERGEN}).text
    assert "Businesses whose city is “Bergen”" in page
    assert ">Fell<" not in page
    assert "Fjord &amp; Co" in me.get("/businesses?q=551234").text
    assert "There are no businesses" in me.get("/businesses?q=nothing").text
    assert me.get("/businesses", query_string={"filter": '{"field": "tags", "op": "empty"}'}).status_code == 422


def test_a_list_of_businesses_is_saved_changed_and_deleted_and_none_of_people(me, fjord, fell):
    answer = me.post("/lists", data={"of": "businesses", "name": "Bergen", "filter": BERGEN, "once": "l1"})
    made = SmartList.get(SmartList.name == "Bergen")
    assert answer.location.startswith(f"/businesses?list={made.id}")
    page = me.get(f"/businesses?list={made.id}").text
    assert 'aria-current="page">Bergen</a>' in page
    assert ">Fell<" not in page
    assert me.get(f"/contacts?list={made.id}").status_code == 404
    oslo = BERGEN.replace("Bergen", "Oslo")
    assert me.post(f"/lists/{made.id}", data={"filter": oslo}).location.startswith(f"/businesses?list={made.id}")
    assert ">Fell<" in me.get(f"/businesses?list={made.id}").text
    assert me.post(f"/lists/{made.id}/removal", data={"next": "/businesses"}).location == "/businesses"
    assert lists.visible_to(made.owner, BUSINESSES) == []


def test_the_builder_asks_about_businesses(me, fjord, fell):
    page = me.get("/filter?of=businesses").text
    assert '<option value="cf_fleet"' in page
    assert '<option value="birth_date"' not in page
    form = {"of": "businesses", "kind.1": "all", "field.1.1": "cf_fleet", "op.1.1": "is", "value.1.1": "large"}
    page = me.get("/filter", query_string=form).text
    assert "Businesses whose fleet is “Large”" in page
    assert "Show these businesses" in page
    applied = me.get("/filter/condition", query_string={**form, "apply": "1", "at": "0"})
    assert applied.location.startswith("/businesses?")


def test_a_cell_is_an_input_and_keeps_what_was_refused(me, fjord):
    at = f"/records/businesses/{fjord.id}/fields/email?place=list"
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert 'name="value"' in me.get(at, headers=partial).text
    refused = me.post(at, data={"value": "nowhere", "shown": ""}, headers=partial)
    assert (refused.status_code, 'value="nowhere"' in refused.text) == (422, True)
    saved = me.post(at, data={"value": "hi@fjord.no", "shown": ""}, headers=partial)
    assert "mailto:hi@fjord.no" in saved.text
    stale = me.post(at, data={"value": "yo@fjord.no", "shown": "old@fjord.no"}, headers=partial)
    assert stale.status_code == 409
    assert "hi@fjord.no" in stale.text
    assert me.get(f"/records/businesses/{fjord.id}/fields/people").status_code == 404


def test_a_field_changed_on_the_record_brings_header_and_timeline_along(me, fjord):
    at, fragment = f"/records/businesses/{fjord.id}/fields/city", {"HX-Request": "true", "HX-Request-Type": "partial"}
    saved = me.post(at, data={"value": "Voss", "shown": "Bergen", "once": "c"}, headers=fragment).text
    _, toast, head, timeline = saved.split("<hx-partial")
    assert "Edited Fjord &amp; Co" in toast
    assert ("Voss" in head, f'id="record-{fjord.id}-head"' in head) == (True, True)
    assert "City: <del>Bergen</del> → <ins>Voss</ins>" in timeline
    assert "timeline" not in me.get(f"{at}?as=value", headers=fragment).text


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/contacts/{ann}", "Contacts"),
        ("/records/businesses/{firm}/edit", "Businesses"),
        ("/lists?of=businesses", "Businesses"),
        ("/filter", "Contacts"),
    ],
)
def test_the_menu_marks_the_part_that_a_page_belongs_to(me, ann, fjord, path, entry):
    menu = me.get(path.format(ann=ann.id, firm=fjord.id)).text.partition('<nav class="side"')[2].partition("</nav>")[0]
    assert re.findall(r'aria-current="true">.*?</svg>(\w+)', menu) == [entry]


def test_a_business_has_a_sheet_of_everything_for_who_may_read_it(me, browse, eve, ada, fjord):
    ann = contacts.create(contacts.Form({"first_name": "Ann"}, "ann@fjord.no"), by=ada, region="NO")
    belonging.add(ann, "Fjord & Co", "Buyer", by=ada)
    notes.add(fjord, "Moves in **May**", by=ada)
    tasks.create(Typed(title="Send the offer"), by=ada, zone="UTC", business=fjord)
    keeping.edit(fjord, {"city": "Voss"}, by=ada)
    at = f"/records/businesses/{fjord.id}/sheet"
    said = (
        "Fjord &amp; Co",
        "Large",
        "55 12 34",
        "Ann, Buyer, ann@fjord.no",
        "Moves in <strong>May</strong>",
        "Send the offer",
        "City: Bergen → Voss",
    )
    assert [one for one in said if one not in me.get(at).text] == []
    assert browse(eve).get(at).status_code == 404
    keeping.edit(fjord, {"owner": eve.email}, by=ada)
    hers = browse(eve).get(at).text
    assert ("Voss" in hers, "Ann" in hers, "May" in hers) == (True, False, False)


def test_a_business_is_made_edited_and_given_back_by_undo(me, fjord, fleet):
    assert me.post("/records/businesses", data={"name": "fjord & CO", "city": "Voss"}).status_code == 409
    refused = me.post("/records/businesses", data={"name": " ", "city": "Voss"})
    assert (refused.status_code, 'value="Voss"' in refused.text) == (422, True)
    made = me.post("/records/businesses", data={"name": "Fjell", "country": "Norway", "cf_fleet": "small", "once": "n1"})
    fjell = Business.get(Business.name == "Fjell")
    assert made.location.startswith(f"/businesses/{fjell.id}?did=")
    page = me.get(f"/businesses/{fjell.id}").text
    assert ">Small</span>" in page
    assert "Made the business Fjell" in page
    assert 'name="shown_city"' in me.get(f"/records/businesses/{fjell.id}/edit").text
    me.post(f"/records/businesses/{fjell.id}", data={"city": "Voss", "shown_city": "", "once": "n2"})
    assert Business.get_by_id(fjell.id).city == "Voss"
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).get().id}/undo", data={})
    assert Business.get_by_id(fjell.id).city == ""


def test_a_file_is_put_into_a_field_downloaded_and_taken_out_by_undo(me, browse, bob, eve, ada, fjord):
    custom_fields.define(Wanted("Contract", "file", subject=BUSINESSES.number), by=ada)
    at = f"/records/businesses/{fjord.id}/fields/cf_contract"
    assert 'type="file"' in me.get(at).text
    me.post(at, data={"file": (io.BytesIO(b"Some words"), "deal.txt"), "shown": "", "once": "f1"})
    page = me.get(f"/businesses/{fjord.id}").text
    assert "deal.txt" in page
    [there] = re.findall(r'href="(/files/[0-9]+)"', page)
    for member, status in ((bob, 200), (eve, 404)):
        with browse(member).get(there) as file:
            assert file.status_code == status
    wrong = f"/records/businesses/{fjord.id}/fields/city"
    assert me.post(wrong, data={"file": (io.BytesIO(b"x"), "x.txt")}).status_code == 422
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).get().id}/undo", data={})
    assert "deal.txt" not in me.get(at).text


def test_columns_are_kept_for_each_kind_of_record(me, fjord):
    me.post("/records/businesses/columns", data={"column": ["country", "cf_fleet"], "next": "/businesses"})
    assert ">Country</th>" in me.get("/businesses").text
    assert ">Country</th>" not in me.get("/contacts").text
    assert "Fleet" in me.get("/records/businesses/columns").text
    me.post("/records/businesses/columns", data={"usual": "1"})
    assert ">Country</th>" not in me.get("/businesses").text


def test_an_export_holds_the_businesses_of_the_list(me, fjord, fell):
    page = me.get("/exports/new", query_string={"of": "businesses", "filter": BERGEN}).text
    assert "1</b> business<" in page
    assert "vCard" not in page
    answer = me.post("/exports", data={"of": "businesses", "filter": BERGEN, "format": "csv", "columns": "data", "once": "x1"})
    with me.get(f"{answer.location}/file") as file:
        assert file.text.splitlines()[1].startswith("Fjord & Co,55 12 34,")
        assert "businesses-" in file.headers["Content-Disposition"]
    assert me.post("/exports", data={"of": "businesses", "format": "vcf"}).status_code == 422


def test_who_sees_only_what_is_theirs_changes_what_they_own(browse, eve, ada, fjord):
    hers = browse(eve)
    assert "Fjord" not in hers.get("/businesses").text
    assert hers.get(f"/records/businesses/{fjord.id}/edit").status_code == 404
    ann = contacts.create(contacts.Form({"first_name": "Ann", "owner": eve.email, "business": "Fjord & Co"}), by=ada, region="NO")
    assert "Fjord" in hers.get("/businesses").text
    assert hers.post(f"/records/businesses/{fjord.id}", data={"city": "Oslo"}).status_code == 403
    keeping.edit(fjord, {"owner": eve.email}, by=ada)
    contacts.edit(ann, {"business": ""}, by=ada)
    assert hers.post(f"/records/businesses/{fjord.id}", data={"city": "Oslo"}).status_code == 303
    assert hers.post(f"/businesses/{fjord.id}/removal").status_code == 403


def test_the_dry_run_of_businesses_shows_its_rows_by_what_becomes_of_them_old_and_new(me, fjord):
    text = "Firma,city,Phone,Fleet\nFjord & Co,Oslo,55 12 34,Small\nVidda,Geilo,no number,\n" + "".join(
        f"Fjell {n},Voss,,\n" for n in range(30)
    )
    there = me.post("/imports", data={"of": "businesses", "file": (io.BytesIO(text.encode()), "firms.csv")}).location
    me.post(there, data={"c0": "name", "c1": "city", "c2": "phone", "c3": "cf_fleet", "on_match": "overwrite", "bad_cell": "refuse"})
    assert "Outcome of each row" not in me.get(there).text
    work.run(Operation.select().order_by(Operation.id.desc()).get().id)

    def shown(**asked):
        page = me.get(there, query_string=asked).text
        table = re.search(r'<div id="lines">.*?</div>', page, re.DOTALL)[0]
        return " ".join(re.sub(r"<[^>]*>", " ", table).split())

    assert "City Bergen becomes Oslo Fleet Large becomes Small" in shown()
    assert "Phone" not in shown(group="changed")
    assert ("Fjell 0" in shown(group="new"), "Fjell 29" in shown(group="new"), "Page 1 of 2" in shown(group="new")) == (True, False, True)
    assert "Fjell 29" in shown(group="new", page=2)
    assert all("Vidda" in shown(**asked) and "Fj" not in shown(**asked) for asked in ({"group": "stayed"}, {"reason": "phone"}))
    assert "Vidda" in shown(find="geilo")
    assert 'href="?group=changed#rows"' in me.get(there).text


def test_a_kind_that_is_none_is_nothing(me):
    for path in ("/records/ghosts/new", "/records/contacts/new", "/filter?of=ghosts", "/settings/fields?of=ghosts"):
        assert me.get(path).status_code == 404


def test_businesses_come_in_by_the_wizard_looked_at_first_and_undone_as_one(me, fjord):
    assert 'value="businesses"' in me.get("/imports/new").text

    def upload(text):
        data = {"of": "businesses", "file": (io.BytesIO(text.encode()), "firms.csv"), "once": text[:20]}
        return me.post("/imports", data=data).location

    there = upload("Firma,city,Phone\nFjord & Co,Oslo,123\nVidda,Geilo,no number\nFjell,Voss,\n")
    page = me.get(there).text
    assert "No column of this file holds the name of a business" in page
    assert me.post(there, data={"c1": "city"}).status_code == 422
    chosen = {"c0": "name", "c1": "city", "c2": "phone", "on_match": "overwrite", "mode": "both", "bad_cell": "refuse"}
    assert me.post(there, data=chosen).location == there
    head = Operation.select().order_by(Operation.id.desc()).get()
    assert "Looking at every row" in me.get(there).text
    work.run(head.id)
    page = me.get(there).text
    assert "Phone number is not valid" in page
    assert "Import 2 rows" in page
    assert Business.get_by_id(fjord.id).city == "Bergen"
    plan = Operation.get_by_id(head.id).params["plan"]
    assert me.post(f"/imports/{head.id}/run", data={"plan": "another"}).location == there
    assert me.post(f"/imports/{head.id}/run", data={"plan": plan}).location == f"/imports/{head.id}"
    work.run(head.id)
    done = me.get(f"/imports/{head.id}").text
    assert "2 businesses are in" in done
    assert "Phone number is not valid" in done
    assert Business.get_by_id(fjord.id).city == "Oslo"
    assert "no_name" not in me.get(f"/imports/{head.id}/outcome").text
    rows = me.get(f"/imports/{head.id}/rows").text
    assert f'<a href="/businesses/{fjord.id}">Fjord &amp; Co</a>' in rows
    assert rows.count('name="row"') == 2, "the refused one can't be undone"
    assert ">Vidda<" not in me.get(f"/imports/{head.id}/rows?group=new").text
    assert ">Fjord &amp; Co</a>" in me.get(f"/imports/{head.id}/rows?find=fjord").text
    assert "No row has “nowhere” in it" in me.get(f"/imports/{head.id}/rows?find=nowhere").text
    me.post(f"/imports/{head.id}/undo", data={"row": "3"})
    assert (Business.get_by_id(fjord.id).city, Business.get(Business.name == "Fjell").state) == ("Oslo", 0)
    me.post(f"/operations/{head.id}/undo", data={})
    assert Business.get_by_id(fjord.id).city == "Bergen"
    for gone in ("file", "map", "choose", "review"):
        assert me.get(f"/imports/{head.id}/{gone}").status_code == 404
    assert me.post(f"/imports/{Operation.select().where(Operation.kind == 'import').get().id}/discard").status_code in (303, 409)


def test_a_record_leads_to_those_before_and_after_it_in_the_list_one_came_from(me, ada, fjord, fell):
    keeping.create({"name": "Gale", "city": "Bergen"}, by=ada)
    page = me.get(f"/businesses/{fjord.id}?sort=-name&n=2").text
    assert "2 of 3" in page
    assert f'rel="next" href="/businesses/{fell.id}?sort=-name&amp;of=businesses&amp;n=3"' in page
    page = me.get(f"/businesses/{fjord.id}", query_string={"filter": BERGEN, "n": 1}).text
    assert "1 of 2" in page
    assert 'rel="prev"' not in page
    assert "of 3" not in me.get(f"/businesses/{fjord.id}").text
    for sort in ("people", "cf_fleet", "-created_at"):
        assert me.get(f"/businesses/{fjord.id}?sort={sort}&n=1").status_code == 200


def test_a_file_of_businesses_gets_a_field_says_what_words_mean_and_the_next_file_needs_no_word(me, fjord, fleet):
    def upload(text, once):
        data = {"of": "businesses", "file": (io.BytesIO(text.encode()), "firms.csv"), "once": once}
        return me.post("/imports", data=data).location

    def finish(there):
        head = Operation.select().where(Operation.kind == "import").order_by(Operation.id.desc()).get()
        work.run(head.id)
        me.post(f"/imports/{head.id}/run", data={"plan": Operation.get_by_id(head.id).params["plan"]})
        work.run(head.id)
        return Operation.get_by_id(head.id)

    there = upload("Name,Fuhrpark,Seit\nVidda,klein,2019-05-01\nDal,klein,2020-01-31\n", "m1")
    chosen = {"c0": "name", "c1": "cf_fleet", "c2": "+", "save": "1", "mapping_name": "Firms"}
    asked = me.post(there, data=chosen)
    assert asked.status_code == 422
    assert '<option value="date" selected>' in asked.text
    assert 'name="w-1-1" value="klein"' in asked.text
    assert "cf_seit" not in BUSINESSES.fields.custom
    meant = {"w-1-1": "klein", "m-1-1": "Small", "n2": "Seit", "t2": "date"}
    assert me.post(there, data=chosen | meant).location == there
    assert finish(there).changed == 2
    vidda = Business.get(Business.name == "Vidda")
    assert (as_typed(vidda, "cf_fleet"), as_typed(vidda, "cf_seit")) == ("small", "2019-05-01")
    again = upload("Name,Fuhrpark,Seit\nEid,klein,2021-06-30\n", "m2")
    page = me.get(again).text
    assert "The columns are matched as in “Firms”" in page
    me.post(again, data={"c0": "name", "c1": "cf_fleet", "c2": "cf_seit", "w-1-1": "klein", "m-1-1": "Small"})
    assert finish(again).changed == 1
    assert as_typed(Business.get(Business.name == "Eid"), "cf_fleet") == "small"
    assert "The columns are matched as in" not in me.get(upload("Name,City\nX,Y\n", "m3")).text
    people = me.post("/imports", data={"file": (io.BytesIO(b"Name,Fuhrpark,Seit\nA,b,c\n"), "p.csv"), "once": "m4"})
    assert "Firms" not in me.get(people.location).text, "what is said of businesses is not said of people"
    third = upload("Name,Fuhrpark,Seit\nOs,klein,2021-06-30\n", "m5")
    assert me.post(third, data={"use": "guess"}).location == third
    assert "There is a saved mapping" in me.get(third).text
