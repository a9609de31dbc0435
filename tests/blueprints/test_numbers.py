"""A number that no row can have is no number: a clear answer, and never a fault of ours."""

import pytest

HUGE = "99999999999999999999"
ENGINES = ("sqlite", "postgresql")


@pytest.mark.parametrize(
    "path", ["/contacts/{}", "/businesses/{}/people", "/settings/fields/{}", "/imports/{}/map", "/files/{}", "/bulk/{}"]
)
def test_an_address_beyond_every_row_leads_nowhere(me, path):
    assert me.get(path.format(HUGE)).status_code == 404


@pytest.mark.parametrize("number", [HUGE, "-" + HUGE, "²"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/contacts?did={}", 200),
        ("/contacts?list={}", 404),
        ("/contacts?page={}", 200),
        ("/activity?before={}", 200),
        ("/activity?by={}", 200),
        ("/notifications?before={}", 200),
        ("/tasks/new?contact={}", 404),
        ("/filter?kind.1=all&field.1.1=created_at&op.1.1=in_last&unit.1.1=day&n.1.1={}", 200),
        ("/filter?kind.1=all&kind.1.1=all&relates.1.1=tasks&op.1.1=gte&n.1.1={}", 200),
    ],
)
def test_such_a_number_in_a_query_is_no_number(me, path, status, number):
    assert me.get(path.format(number)).status_code == status


@pytest.mark.parametrize("number", [HUGE, "²"])
def test_such_a_number_in_a_form_is_no_number(me, number):
    assert me.post("/tasks/changes", data={"do": "done", "id": number}).status_code < 500
    assert me.post("/settings/fields/order", data={"of": "contacts", "field": number}).status_code < 500


def test_a_sign_that_no_database_keeps_is_left_out(me, ann):
    assert me.get(f"/contacts/{ann.id}/sheet?words=%00").status_code == 200
    assert me.get("/contacts?q=%00&sort=%00").status_code == 200
    assert me.post("/sign-in", data={"email": "a\x00", "password": "\x00"}).status_code < 500
    assert me.post(f"/contacts/{ann.id}/fields/city", data={"value": "Os\x00lo", "once": "\x00a"}).status_code == 303
    assert ann.__class__.get_by_id(ann.id).city == "Oslo"
