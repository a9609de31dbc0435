"""Importing over HTTP: a file goes in, its progress is live, its outcome comes out, it is undone."""

import io

import pytest

from crm.journal import work
from crm.models import Contact, Event, Operation
from tests.blueprints.conftest import FRAGMENT

FILE = "first_name,last_name,email,phone\r\nAnn,Lee,ann@example.org,22 33 44 55\r\nBob,Ray,not-an-address,\r\n"


def upload(client, text=FILE, name="people.csv", **data):
    return client.post("/imports", data={"file": (io.BytesIO(text.encode() if isinstance(text, str) else text), name), **data})


def test_a_file_is_imported_with_live_progress_an_outcome_and_undo(me):
    answer = upload(me)
    assert answer.status_code == 303
    assert "every 1s" in me.get(answer.location, headers=FRAGMENT).text
    head = Operation.get(Operation.kind == "import")
    work.run(head.id)
    page = me.get(answer.location).text
    assert "every 1s" not in page
    assert "refused: email" in page
    lines = me.get(f"/imports/{head.id}/outcome").text.splitlines()
    assert lines[0].endswith("kith_row,kith_outcome,kith_reason,kith_contact_id,kith_link")
    assert "created" in lines[1]
    assert ",refused,email," in lines[2]
    me.post(f"/operations/{head.id}/undo")
    assert Contact.get().state == 0


def test_the_same_upload_sent_twice_is_one_import(me):
    first, second = upload(me, once="k"), upload(me, once="k")
    assert (first.status_code, second.status_code) == (303, 303)
    assert Operation.select().where(Operation.kind == "import").count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04zip", "archive"),
        (b"a report\r\n\r\nx", "headings"),
        (b"first_name,email,email\r\nA,a@example.org,b@example.org\r\n", "same field"),
        (b"first_name,birthday\r\nA,3/4/1980\r\n", "day or month"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_stores_nothing(me, content, said):
    answer = upload(me, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert not Operation.select().where(Operation.kind == "import").exists()


@pytest.mark.parametrize(
    "data", [{"mapping": "{"}, {"mapping": '{"9": "email"}'}, {"mapping": '{"0": "owner_id"}'}, {"header_line": "x"}, {"mode": "evil"}]
)
def test_a_wrong_choice_answers_422(me, data):
    assert upload(me, **data).status_code == 422


@pytest.mark.parametrize("name", ["../../../etc/passwd.csv", "x%0D%0ASet-Cookie: a=b.csv", "<script>.csv", "a" * 300 + ".csv", "-rf.csv"])
def test_the_name_of_the_file_is_text_and_nothing_else(me, settings, name):
    answer = upload(me, name=name)
    assert answer.status_code == 303
    assert "<script>" not in me.get(answer.location).text.replace("<script src", "")
    assert all(len(path.name) == 64 for path in (settings.data / "files").iterdir())


def test_no_file_answers_422(me):
    assert me.post("/imports", data={}).status_code == 422


def test_viewers_cannot_import(browse, vic):
    client = browse(vic)
    assert client.get("/imports/new").status_code == 403
    assert upload(client).status_code == 403


def test_another_members_import_is_not_there(me, browse, bob):
    head = Operation.get_by_id(int(upload(me).location.rsplit("/", 1)[1]))
    client = browse(bob)
    before = Event.select().count()
    for path in (f"/imports/{head.id}", f"/imports/{head.id}/outcome", f"/operations/{head.id}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/operations/{head.id}/undo").status_code == 404
    assert client.post(f"/operations/{head.id}/wish", data={"wish": "cancel"}).status_code == 404
    assert Event.select().count() == before


def test_an_only_assigned_member_owns_what_they_import_and_matches_nobody_else(browse, eve, ann):
    client = browse(eve)
    head = Operation.get_by_id(int(upload(client).location.rsplit("/", 1)[1]))
    work.run(head.id)
    assert "not visible" in client.get(f"/imports/{head.id}").text
    upload(client, FILE.replace("ann@", "new@").replace("22 33 44 55", "99 88 77 66"))
    work.work(once=True)
    assert Contact.get(Contact.id != ann.id).owner_id == eve.id
