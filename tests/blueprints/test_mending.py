"""A list that asks for what is gone says which condition does, finds nobody, and is mended in the builder."""

import json
import re
from html import unescape

import pytest
from werkzeug.datastructures import MultiDict

from blueprints.lists.builder import of_form, to_tree
from blueprints.lists.nodes import wrong
from blueprints.lists.stored import inputs_of
from crm import contacts, custom_fields, lists, tags
from crm.custom_fields import Wanted
from crm.fields import FIELDS
from crm.filters import as_json, parse
from crm.filters.fields import TYPES
from crm.journal import undo
from crm.models import CustomField, Operation, SmartList
from crm.tags import keeping
from tests.blueprints.test_lists import hidden
from tests.crm.filters import trade
from tests.crm.filters.test_meaning import ALL_LEAVES

NOT_VIP = {"all": [{"field": "city", "op": "is", "value": "Oslo"}, {"field": "tags", "op": "has_none", "value": ["vip"]}]}


@pytest.fixture
def broken(ada):
    """A list without a tag that is gone, of two people in Oslo."""
    for name in ("Ann", "Bo"):
        contacts.create(contacts.Form({"first_name": name, "city": "Oslo"}), by=ada, region="NO")
    tag = tags.named("vip", by=ada)
    made = lists.save("Not vip", parse(NOT_VIP), by=ada)
    keeping.remove(tag, by=ada)
    return made


def test_a_list_that_names_a_deleted_tag_says_so_everywhere_and_leads_to_where_it_is_mended(me, app, ada, broken):
    page = me.get(f"/contacts?list={broken.id}")
    assert page.status_code == 422
    assert "there is no tag “vip” any more (condition 1.2)" in unescape(page.text)
    mend = unescape(re.search(r'href="(/filter\?list=[^"]+)">Mend the list', page.text)[1])
    builder = me.get(mend)
    assert builder.status_code == 200
    assert "1 condition is wrong and left out" in builder.text
    assert "There is no tag “vip” any more." in builder.text
    assert 'value="vip"' in builder.text
    for path in ("/lists", "/lists/counts", "/contacts", "/contacts/1"):
        assert me.get(path).status_code == 200
    with app.app_context():
        for command in (["count"], ["export", "--out", "people.csv"], ["explain", "1"]):
            run = app.test_cli_runner().invoke(args=[*command, "--list", "Not vip"])
            assert (run.exit_code, "there is no tag “vip” any more" in run.output) == (1, True)


def test_a_broken_list_is_mended_in_the_builder_and_works_again_with_the_undo(me, ada, broken):
    form = hidden(me.get(f"/filter?list={broken.id}").text, "/filter")
    fixed = [
        *((name, form[name]) for name in ("list", "opened")),
        ("kind.1", "all"),
        ("field.1.1", "city"),
        ("op.1.1", "is"),
        ("value.1.1", "Oslo"),
    ]
    there = me.get("/filter", query_string=fixed).text
    here = me.get(unescape(re.search(r'id="show-people" href="([^"]+)"', there)[1]))
    assert "2 people" in here.text
    saved = me.post(f"/lists/{broken.id}", data=hidden(here.text, f"/lists/{broken.id}"))
    assert saved.status_code == 303
    assert json.loads(SmartList.get_by_id(broken.id).tree) == {"all": NOT_VIP["all"][:1]}
    undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    undo(Operation.get(Operation.kind == "tag.removed"), by=ada)
    assert "2 people" in me.get(f"/contacts?list={broken.id}").text


def test_a_field_that_is_gone_keeps_its_place_in_the_builder_until_another_is_chosen(me, ada):
    custom_fields.define(Wanted("Size", "choice", options=("Small", "Large")), by=ada)
    made = lists.save("Small", parse({"none": [{"field": "cf_size", "op": "is", "value": "small"}]}), by=ada)
    custom_fields.remove(CustomField.get_by_id(FIELDS["cf_size"].own.id), by=ada)
    page = me.get(f"/filter?list={made.id}").text
    assert '<option value="gone:cf_size" selected>Size (gone)</option>' in page
    assert "There is no field “cf_size”." in page
    form = [("list", str(made.id)), ("kind.1", "none"), ("field.1.1", "gone:cf_size"), ("op.1.1", "is"), ("value.1.1", "small")]
    again = me.get("/filter", query_string=form).text
    assert '<option value="gone:cf_size" selected>' in again
    assert 'value="small"' in again


def test_a_value_that_is_no_choice_any_more_stays_chosen_until_another_is(me, ada):
    custom_fields.define(Wanted("Size", "choice", options=("Small", "Large")), by=ada)
    made = lists.save("Small", parse({"field": "cf_size", "op": "is", "value": "small"}), by=ada)
    field = CustomField.get_by_id(FIELDS["cf_size"].own.id)
    custom_fields.options.remove(custom_fields.options.living_of(field)[0], by=ada)
    page = me.get(f"/filter?list={made.id}").text
    assert '<option value="small" selected>small</option>' in page
    assert "“small” is not one of the choices of “Size”" in page


def test_every_stored_condition_opens_in_the_builder_as_it_is(me, ada):
    trade.define(ada)
    for leaf in ALL_LEAVES:
        if "bob@example.org" in str(leaf.value):
            continue
        tree = parse({"any": [as_json(leaf), {"none": [{"field": "city", "op": "empty"}]}]})
        node = of_form(MultiDict(inputs_of(json.dumps(as_json(tree)), TYPES)))
        assert to_tree(node) == tree, leaf
        assert wrong(node) == []
