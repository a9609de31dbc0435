"""What was built on a list that is gone stays; and what a condition says of those for whom its field is empty."""

import json

import pytest

from crm import contacts, lists
from crm.filters import parse
from crm.models import SmartList
from tests.blueprints.test_lists import OSLO, ROME, hidden, shown
from tests.crm.filters import trade

EMPTY_TOO = "Those for whom it is empty are among them."


@pytest.fixture
def office_of_three(ada):
    return [
        contacts.create(contacts.Form({"first_name": n, "city": c}), by=ada, region="NO")
        for n, c in (("Ann", "Oslo"), ("Bo", "OSLO"), ("Cy", "Rome"))
    ]


def taken_away(made, ada, how):
    if how == "deleted":
        lists.remove(made, by=ada)
    else:
        lists.change(made, by=ada, shared="private")


@pytest.mark.parametrize("how", ["deleted", "private"])
def test_a_save_over_a_list_that_is_gone_says_so_and_keeps_the_filter_as_a_new_one(browse, ada, bob, office_of_three, how):
    made, his = lists.save("Both", parse(json.loads(OSLO)), by=ada, shared="edit"), browse(bob)
    page = his.get("/contacts", query_string={"list": made.id, "filter": ROME, "sort": "-city", "columns": "email"}).text
    form = hidden(page, f"/lists/{made.id}")
    taken_away(made, ada, how)
    refused = his.post(f"/lists/{made.id}", data=form)
    assert refused.status_code == 404
    assert "This list was deleted, or its owner no longer lets you use it" in refused.text
    assert "Rome" in refused.text
    assert "Both" not in refused.text
    assert his.post("/lists", data=hidden(refused.text, "/lists") | {"name": "Kept"}).status_code == 303
    kept = SmartList.get(SmartList.name == "Kept")
    assert ("Rome" in kept.tree, kept.sort, kept.shown, kept.owner_id) == (True, "-city", "email", bob.id)


@pytest.mark.parametrize("how", ["deleted", "private"])
def test_another_order_of_a_list_that_is_gone_is_kept_with_the_filter_it_was_seen_with(browse, ada, bob, office_of_three, how):
    made, his = lists.save("Both", parse(json.loads(OSLO)), by=ada, shared="edit"), browse(bob)
    form = hidden(his.get(f"/contacts?list={made.id}&sort=-city").text, f"/lists/{made.id}")
    taken_away(made, ada, how)
    refused = his.post(f"/lists/{made.id}", data=form)
    assert his.post("/lists", data=hidden(refused.text, "/lists") | {"name": "Kept"}).status_code == 303
    kept = SmartList.get(SmartList.name == "Kept")
    assert (json.loads(kept.tree), kept.sort) == ({"all": [json.loads(OSLO)]}, "-city")


@pytest.mark.parametrize("how", ["deleted", "private"])
def test_what_was_built_on_a_list_that_is_gone_opens_without_it(browse, ada, bob, office_of_three, how):
    made, his = lists.save("Both", parse(json.loads(OSLO)), by=ada, shared="edit"), browse(bob)
    save_as_new = hidden(his.get("/contacts", query_string={"list": made.id, "filter": ROME}).text, "/lists")
    taken_away(made, ada, how)
    asked = {"list": made.id, "filter": ROME}
    page = his.get("/contacts", query_string=asked)
    assert shown(page) == ["Cy"]
    for answer in (page, his.get("/filter", query_string=asked)):
        assert "was deleted, or its owner no longer lets you use it" in answer.text
        assert "Both" not in answer.text
    assert his.get("/contacts/export", query_string=asked).text.count("Cy") == 1
    assert his.post("/lists", data=save_as_new | {"name": "Kept"}).status_code == 303
    assert "Rome" in SmartList.get(SmartList.name == "Kept").tree
    alone = his.get(f"/contacts?list={made.id}")
    assert (alone.status_code, "This list was deleted" in alone.text) == (404, True)
    renamed = his.post(f"/lists/{made.id}", data={"name": "Mine", "once": "r"})
    assert (renamed.status_code, "There is nothing left to change" in renamed.text) == (404, True)


@pytest.mark.parametrize(
    ("field", "op", "said"),
    [
        ("city", "is_not", True),
        ("city", "is", False),
        ("tags", "has_none", True),
        ("score", "ne", False),
        ("cf_agreed", "is_off", True),
        ("cf_count", "ne", True),
    ],
)
def test_a_condition_that_holds_for_the_empty_too_says_so(me, ada, field, op, said):
    trade.define(ada)
    asked = [("kind.1", "all"), ("field.1.1", field), ("op.1.1", op), ("value.1.1", "5")]
    assert (EMPTY_TOO in me.get("/filter", query_string=asked).text) == said
    assert (EMPTY_TOO in me.get("/filter/condition", query_string=asked).text) == said
