"""The office's own fields on their pages: made, changed, put in order and taken away; typed, shown and refused on records and in lists."""

import re

import pytest

from crm import contacts, custom_fields
from crm.custom_fields import Wanted, ordering
from crm.fields import FIELDS
from crm.fields.types import TYPES
from crm.models import Contact, CustomField, CustomOption, Operation
from tests.blueprints.conftest import FRAGMENT
from tests.crm.custom_fields.trade import SAMPLES, make

ENGINES = ("sqlite",)


@pytest.fixture
def fields(ada):
    """A field of every type."""
    return [make(key, ada) for key in TYPES]


def held(person, key):
    return contacts.own_values(person)[key]


def post(browser, path, **data):
    return browser.post(path, data={"once": str(Operation.select().count()), **data})


def test_a_field_is_made_with_its_key_and_shown_in_its_folder(me, ada):
    assert post(me, "/settings/fields/folders", name="Contract").status_code == 303
    folder = ordering.folders_of(Contact.number)[0].id
    answer = post(me, "/settings/fields", label="Monthly fee", type="money", currency="NOK", folder=folder, required="1", help="A month")
    made = CustomField.get()
    assert answer.location == f"/settings/fields/{made.id}?did={made.born}"
    page = me.get("/settings/fields").text
    assert "cf_monthly_fee" in page
    assert page.index("Contract") < page.index("Monthly fee")
    known = FIELDS["cf_monthly_fee"]
    assert (known.own.currency, known.own.required, known.own.help, known.own.folder) == ("NOK", True, "A month", folder)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"label": ""}, "needs a name"),
        ({"label": "City"}, "called “City” already"),
        ({"label": "Size", "type": "choice", "options": "\n"}, "at least one option"),
        ({"label": "Size", "type": "choice", "options": "Small\nsmall"}, "called “small” already"),
        ({"label": "Fee", "type": "money", "currency": "XYQ"}, "not a currency"),
        ({"label": "Born", "type": "date", "default": "soon"}, "is not a date"),
        ({"label": "Agreed", "type": "yesno", "unique": "1"}, "not possible"),
        ({"label": "What", "type": "nothing"}, "no type"),
    ],
)
def test_what_can_not_be_a_field_comes_back_with_what_was_typed(me, ada, typed, says):
    answer = post(me, "/settings/fields", **{"type": "text", **typed})
    assert answer.status_code in (409, 422)
    assert says in answer.text
    assert f'value="{typed["label"]}"' in answer.text
    assert not CustomField.select().exists()


def test_every_new_form_asks_what_its_type_needs(me, ada):
    for key in TYPES:
        page = me.get(f"/settings/fields/new?type={key}").text
        assert ('name="options"' in page) == (key in ("choice", "choices"))
        assert ('name="currency"' in page) == (key == "money")
        assert ('name="unique"' in page) == TYPES[key].unique


def test_a_field_is_described_anew_and_each_change_is_one_operation(me, ada):
    made = custom_fields.define(Wanted("Size", "choice", options=("Small", "Large")), by=ada)
    post(me, f"/settings/fields/{made.id}", label="Girth", help="Around the middle", required="1", default="large")
    known = FIELDS["cf_size"]
    assert (known.label, known.own.help, known.own.required) == ("Girth", "Around the middle", True)
    assert known.own.default == str(known.own.options[1].id)
    first = known.own.options[0]
    post(me, f"/settings/fields/options/{first.id}", label="Tiny", colour="5")
    post(me, f"/settings/fields/options/{first.id}", to="down")
    post(me, f"/settings/fields/{made.id}/options", label="Huge\nVast")
    assert [one.label for one in FIELDS["cf_size"].own.options] == ["Large", "Tiny", "Huge", "Vast"]
    assert FIELDS["cf_size"].own.options[1].colour == 5
    post(me, f"/settings/fields/options/{first.id}/removal")
    assert [one.label for one in FIELDS["cf_size"].own.options] == ["Large", "Huge", "Vast"]
    assert CustomOption.get_by_id(first.id).state == 0


def test_fields_and_folders_are_moved_by_buttons_and_by_dragging(me, ada):
    one, two, three = (custom_fields.define(Wanted(label), by=ada) for label in ("One", "Two", "Three"))
    post(me, f"/settings/fields/{three.id}/place", to="up")
    assert list(FIELDS.custom) == ["cf_one", "cf_three", "cf_two"]
    folder, other = ordering.add_folder("A", by=ada), ordering.add_folder("B", by=ada)
    post(me, "/settings/fields/order", field=[f"f{folder.id}", two.id, "f", three.id, one.id])
    assert list(FIELDS.custom) == ["cf_two", "cf_three", "cf_one"]
    assert FIELDS["cf_two"].own.folder == folder.id
    post(me, f"/settings/fields/folders/{other.id}", to="up")
    post(me, f"/settings/fields/folders/{other.id}", name="First")
    assert [f.name for f in ordering.folders_of(Contact.number)] == ["First", "A"]
    post(me, f"/settings/fields/folders/{folder.id}/removal")
    assert FIELDS["cf_two"].own.folder is None


def test_another_type_shows_what_it_drops_and_drops_it_only_when_told(me, ada, ann):
    made = custom_fields.define(Wanted("Places"), by=ada)
    bo = contacts.create(contacts.Form({"first_name": "Bo", "cf_places": "many"}), by=ada, region="NO")
    contacts.edit(ann, {"cf_places": "12"}, by=ada)
    page = me.get(f"/settings/fields/{made.id}?type=number").text
    assert "drops 1 of 2 values" in page
    assert "many" in page
    refused = post(me, f"/settings/fields/{made.id}/type", type="number")
    assert refused.status_code == 409
    assert "would drop 1 of 2 values" in refused.text
    assert held(bo, "cf_places") == "many"
    answer = post(me, f"/settings/fields/{made.id}/type", type="number", lose="1")
    assert answer.status_code == 303, plain(answer.text)
    assert (held(ann, "cf_places"), held(bo, "cf_places"), FIELDS["cf_places"].type) == ("12", "", "number")
    last = Operation.select().order_by(Operation.id.desc()).get()
    post(me, f"/operations/{last.id}/undo")
    assert (held(bo, "cf_places"), FIELDS["cf_places"].type) == ("many", "text")


def test_of_several_choices_one_is_kept_and_the_others_are_counted_as_dropped(me, ada, ann):
    made = custom_fields.define(Wanted("Likes", "choices", options=("Tea", "Coffee", "Milk")), by=ada)
    contacts.edit(ann, {"cf_likes": "Coffee; Tea; Milk"}, by=ada)
    assert "drops 2 of 3 values" in me.get(f"/settings/fields/{made.id}?type=choice").text
    assert post(me, f"/settings/fields/{made.id}/type", type="choice").status_code == 409
    post(me, f"/settings/fields/{made.id}/type", type="choice", lose="1")
    assert held(ann, "cf_likes") == str(FIELDS["cf_likes"].own.options[0].id)


def test_text_becomes_a_choice_of_what_people_typed(me, ada, ann):
    made = custom_fields.define(Wanted("Trade"), by=ada)
    contacts.edit(ann, {"cf_trade": "Plumber"}, by=ada)
    page = me.get(f"/settings/fields/{made.id}?type=choice").text
    assert re.search(r"<textarea[^>]*name=\"labels\"[^>]*>\s*Plumber\s*</textarea>", page)
    post(me, f"/settings/fields/{made.id}/type", type="choice", labels="Plumber\nMason")
    [plumber, mason] = FIELDS["cf_trade"].own.options
    assert (plumber.label, mason.label, held(ann, "cf_trade")) == ("Plumber", "Mason", str(plumber.id))


def test_deleting_says_where_a_field_is_used_and_hides_it_until_undone(me, ada, ann):
    from crm import lists
    from crm.filters import parse

    made = custom_fields.define(Wanted("Budget", "number"), by=ada)
    contacts.edit(ann, {"cf_budget": "7"}, by=ada)
    lists.save("Rich", parse({"field": "cf_budget", "op": "gt", "value": 5}), by=ada)
    page = me.get(f"/settings/fields/{made.id}/removal").text
    assert "1 record has a value" in page
    assert "Rich" in page
    post(me, f"/settings/fields/{made.id}/removal")
    assert "Budget" not in me.get(f"/contacts/{ann.id}").text.split('id="activity"')[0]
    assert me.get(f"/settings/fields/{made.id}").status_code == 404
    last = Operation.select().order_by(Operation.id.desc()).get()
    post(me, f"/operations/{last.id}/undo")
    assert held(ann, "cf_budget") == "7"


def plain(html):
    import html as entities

    return entities.unescape(re.sub(r"<[^>]+>", "", html))


def fresh(person):
    return Contact.get_by_id(person.id)


def test_what_a_type_can_not_hold_keeps_the_input_open(me, fields, ann):
    for field in fields:
        if field.type in ("choice", "choices", "yesno"):
            continue
        typed = SAMPLES[field.type].refused[0]
        answer = me.post(f"/contacts/{ann.id}/fields/{field.key}", data={"value": typed, "shown": ""}, headers=FRAGMENT)
        assert answer.status_code == 422, field.type
        assert 'aria-invalid="true"' in answer.text


def test_the_forms_have_every_field_and_print_shows_them(me, fields, ada):
    values = {f.key: [o.key for o in f.own.options[:2]] if f.type == "choices" else SAMPLES[f.type].values[0][0] for f in fields}
    page = me.get("/contacts/new").text
    assert all(f'name="{field.key}"' in page for field in fields)
    post(me, "/contacts", first_name="Cy", **values)
    cy = Contact.get(Contact.first_name == "Cy")
    sheet = plain(me.get(f"/contacts/{cy.id}/sheet").text)
    for field in fields:
        assert held(cy, field.key), field.type
        words = SAMPLES[field.type].values[0][1]
        assert all(word in sheet for word in words.split(", ")), field.type
    edit = me.get(f"/contacts/{cy.id}/edit").text
    shown = dict(re.findall(r'name="(shown_cf_\w+)" value="([^"]*)"', edit))
    was = contacts.own_values(cy)
    unescaped = {key: plain(value) for key, value in shown.items()}
    for_choices = {f.key: contacts.as_typed(fresh(cy), f.key).split("; ") for f in fields if f.type == "choices"}
    same = {key.removeprefix("shown_"): value for key, value in unescaped.items()} | for_choices
    assert post(me, f"/contacts/{cy.id}", **unescaped, **same, city="Oslo", shown_city="").status_code == 303
    assert contacts.own_values(cy) == was


def test_required_and_unique_are_held_to_with_a_sentence(me, ada, ann):
    custom_fields.define(Wanted("Account", unique=True, required=True), by=ada)
    assert "quick-cf_account" in me.get("/contacts").text
    refused = post(me, "/contacts", first_name="Bo", cf_account="")
    assert refused.status_code == 422
    assert "Account is required" in refused.text
    assert post(me, "/contacts", quick="1", name="Cy Roe", reach="", cf_account="A1").status_code == 303
    refused = post(me, "/contacts", first_name="Di", cf_account=" a1 ")
    assert refused.status_code == 422
    assert "belongs to Cy Roe already" in refused.text
    assert 'value=" a1 "' in refused.text
    assert not Contact.select().where(Contact.first_name == "Di").exists()
    cy = Contact.get(Contact.first_name == "Cy")
    assert me.post(f"/contacts/{cy.id}/fields/cf_account", data={"value": "", "shown": "A1"}, headers=FRAGMENT).status_code == 422


def test_who_else_has_a_unique_value_is_not_told_to_those_who_may_not_see_them(browse, ada, eve, ann):
    custom_fields.define(Wanted("Account", unique=True), by=ada)
    contacts.edit(ann, {"cf_account": "A1"}, by=ada)
    refused = post(browse(eve), "/contacts", first_name="Bo", cf_account="A1")
    assert "belongs to somebody else already" in refused.text
    assert "Ann" not in refused.text


def test_new_people_start_with_the_default_unless_a_form_says_otherwise(me, ada):
    custom_fields.define(Wanted("Country code", default="NO"), by=ada)
    assert 'value="NO"' in me.get("/contacts/new").text
    post(me, "/contacts", quick="1", name="Cy Roe", reach="")
    post(me, "/contacts", first_name="Di", cf_country_code="")
    assert [held(Contact.get(Contact.first_name == name), "cf_country_code") for name in ("Cy", "Di")] == ["NO", ""]


def test_a_clash_of_two_edits_shows_both_values(me, ada, ann):
    custom_fields.define(Wanted("Size", "choice", options=("Small", "Large")), by=ada)
    contacts.edit(ann, {"cf_size": "Large"}, by=ada)
    answer = me.post(f"/contacts/{ann.id}/fields/cf_size", data={"value": "small", "shown": ""}, headers=FRAGMENT)
    assert answer.status_code == 409
    assert held(ann, "cf_size") == str(FIELDS["cf_size"].own.options[1].id)


def test_a_file_is_put_into_a_field_and_comes_back_from_it(me, ada, ann):
    import io

    made = custom_fields.define(Wanted("Contract", "file"), by=ada)
    path = f"/contacts/{ann.id}/fields/cf_contract"
    assert 'enctype="multipart/form-data"' in me.get(path, headers=FRAGMENT).text
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    assert me.post(path, data={"file": (io.BytesIO(pdf), "deal.pdf"), "shown": "", "once": "f1"}).status_code == 303
    file = held(ann, "cf_contract")
    with me.get(f"/files/{file}") as answer:
        assert answer.data == pdf
    assert "deal.pdf" in plain(me.get(f"/contacts/{ann.id}").text.split('id="activity"')[0])
    bad = me.post(path, data={"file": (io.BytesIO(b"<script>"), "deal.pdf"), "shown": "", "once": "f2"}, headers=FRAGMENT)
    assert bad.status_code in (415, 422)
    assert held(ann, "cf_contract") == file
    last = Operation.select().order_by(Operation.id.desc()).get()
    post(me, f"/operations/{last.id}/undo")
    assert held(ann, "cf_contract") == ""
    assert CustomField.get_by_id(made.id).state == 1
