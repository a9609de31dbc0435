"""A column without a field may get one of its own, right in the wizard: described, made when the mapping is kept, and undone like all else."""

import html
import re

import pytest

from crm import custom_fields, journal
from crm.custom_fields import Wanted
from crm.fields import FIELDS
from crm.journal import values
from crm.models import Contact, CustomField, Operation, SavedMapping
from tests.blueprints.conftest import FRAGMENT
from tests.blueprints.test_imports import checked, draft, fresh, imported, mapped

ENGINES = ("sqlite",)
FILE = "first_name,email,Hoof size,Since\r\nAnn,ann@example.org,4.5,03/04/2020\r\nBob,bob@example.org,6,05/04/2021\r\n"


def asked(client, head, **form):
    """The answer to a mapping whose third column asks for a field."""
    return client.post(f"/imports/{head.id}/map", data={**mapped(client, head), "c2": "+", **form})


def test_a_new_field_is_shown_as_guessed_then_made_with_the_mapping_and_filled(me):
    head = draft(me, FILE)
    shown = asked(me, head)
    assert (shown.status_code, CustomField.select().count()) == (422, 0)
    assert "Look at the new fields below" in shown.text
    assert re.search(r'name="n2" value="Hoof size"', shown.text)
    assert re.search(r'<option value="number" selected', shown.text)
    head = checked(me, head, {"c2": "+", "n2": "Hoof size", "t2": "number"})
    made = Operation.get(Operation.kind == "field.created")
    assert made.title == "Made the field “Hoof size” for people.csv"
    imported(me, head)
    ann = Contact.get(Contact.first_name == "Ann")
    assert values.of([ann.id], [FIELDS["cf_hoof_size"].own.id])[ann.id] == {FIELDS["cf_hoof_size"].own.id: "4.5"}


def test_two_fields_and_the_saved_mapping_are_one_operation_and_the_next_file_is_matched(me):
    head = draft(me, FILE)
    form = {
        "n2": "Hoof size",
        "t2": "number",
        "c3": "+",
        "n3": "Since",
        "t3": "date",
        "date_order": "DMY",
        "save": "1",
        "mapping_name": "Stud",
        "once": "k",
    }
    assert asked(me, head, **form).status_code == 303
    assert asked(me, head, **form).status_code == 303
    assert Operation.select().where(Operation.kind == "field.created").count() == 1
    assert (list(FIELDS.custom), SavedMapping.get().name) == (["cf_hoof_size", "cf_since"], "Stud")
    assert mapped(me, draft(me, FILE.replace("6,", "7,")))["c2"] == "cf_hoof_size"


def test_where_the_file_leaves_something_open_no_field_is_made_and_what_was_typed_stays(me):
    head = draft(me, FILE)
    answer = asked(me, head, n2="Shoe", t2="number", c3="+", n3="Begun", t3="date")
    assert (answer.status_code, CustomField.select().count()) == (422, 0)
    assert "may be day or month first" in answer.text
    assert 'value="Shoe"' in answer.text
    assert 'value="Begun"' in answer.text
    assert 'name="date_order"' in answer.text
    assert fresh(head).params["options"]["columns"] == {}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"n2": "", "t2": "text"}, "1 to 100 characters"),
        ({"n2": "City", "t2": "text"}, "called “City” already"),
        ({"n2": "Shoe", "t2": "file"}, "no type “file”"),
        ({"n2": "Since", "t2": "text", "c3": "+", "n3": "since", "t3": "text"}, "Two columns want the same field"),
    ],
)
def test_a_field_that_cannot_be_made_is_said_and_nothing_is_made(me, form, said):
    head = draft(me, FILE)
    answer = asked(me, head, **form)
    assert answer.status_code in (409, 422)
    assert said in html.unescape(answer.text)
    assert CustomField.select().count() == 0


def test_undoing_the_field_leaves_a_draft_that_can_go_on_without_it(me, ada):
    head = draft(me, FILE)
    asked(me, head, n2="Hoof size", t2="number", save="1", mapping_name="Stud")
    journal.undo(Operation.get(Operation.kind == "field.created"), by=ada)
    assert mapped(me, head)["c2"] == ""
    assert mapped(me, draft(me, FILE))["c2"] == ""
    head = imported(me, checked(me, head))
    assert (head.status, Contact.select().count()) == ("done", 2)


def test_a_field_taken_away_after_the_dry_run_is_told_before_anything_is_written(me, ada):
    head = checked(me, draft(me, FILE), {"c2": "+", "n2": "Hoof size", "t2": "number"})
    journal.undo(Operation.get(Operation.kind == "field.created"), by=ada)
    answer = me.post(f"/imports/{head.id}/run", data={"plan": head.params["plan"]})
    assert (answer.status_code, "has been taken away" in answer.text) == (409, True)
    assert (fresh(head).status, Contact.select().count()) == ("draft", 0)
    assert imported(me, checked(me, head)).status == "done"


def test_only_admins_make_fields_and_others_are_told_who_can(browse, bob, ada):
    his = browse(bob)
    head = draft(his, FILE)
    page = his.get(f"/imports/{head.id}/map").text
    assert "An admin can make one" in page
    assert 'value="+"' not in page
    assert asked(his, head, n2="Shoe", t2="number").status_code == 403
    assert CustomField.select().count() == 0
    custom_fields.define(Wanted("Hoof size", "number"), by=ada)
    assert checked(his, head, {"c2": "cf_hoof_size"}).params["plan"]


def test_choosing_another_field_shows_the_row_anew(me):
    head = draft(me, FILE)
    row = me.get(f"/imports/{head.id}/columns/2?c2=%2B", headers=FRAGMENT).text
    assert row.strip().startswith('<tr id="column-2"')
    assert 'name="n2" value="Hoof size"' in row
    assert "Match 2 values" in me.get(f"/imports/{head.id}/columns/2?c2=owner", headers=FRAGMENT).text
    assert me.get(f"/imports/{head.id}/columns/2?c2=%2B").location == f"/imports/{head.id}/map"
    assert me.get(f"/imports/{head.id}/columns/2?c2=nonsense", headers=FRAGMENT).status_code == 422
    assert me.get(f"/imports/{head.id}/columns/99", headers=FRAGMENT).status_code == 204


def test_a_choice_takes_its_options_from_the_whole_column(me):
    rows = "".join(f"P{number},p{number}@example.org,{'Gold' if number < 1_500 else 'Silver'}\r\n" for number in range(1_600))
    head = draft(me, "first_name,email,Level\r\n" + rows)
    assert asked(me, head, n2="Level", t2="choice").status_code == 303
    assert [option.label for option in FIELDS["cf_level"].own.options] == ["Gold", "Silver"]


def test_columns_only_another_program_has_are_kept_when_the_matching_is_sent(me):
    head = draft(
        me,
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,LEID\r\nann@example.org,Ann,Lee,2,,2024-01-01 10:00:00,1\r\n",
    )
    assert "unsubscribed_at" in mapped(me, head).values()
    assert checked(me, head).params["plan"]
