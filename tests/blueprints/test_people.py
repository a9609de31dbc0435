"""The list and the record: fields changed in place, ways, photos, possible duplicates, the timeline, the archive, samples."""

import io
import re

import pytest
from PIL import Image
from PIL.ExifTags import Base

from crm import contacts, journal, notes, samples, tags
from crm.journal import feed
from crm.kinds import CONTACTS
from crm.models import Contact, ContactEmail, ContactPhone, Event, Member, Operation, Tag
from tests.blueprints.conftest import FRAGMENT

ENGINES = ("sqlite",)
"""Pages, whose verbs are tried on both databases elsewhere."""


def path(ann, key, **query):
    return f"/contacts/{ann.id}/fields/{key}" + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


@pytest.mark.parametrize("place", ["list", "record"])
def test_a_field_opens_is_saved_and_announced_with_undo(me, ann, place):
    opened = me.get(path(ann, "city", place=place), headers=FRAGMENT).text
    assert opened.strip().startswith("<td" if place == "list" else "<dd")
    assert 'value="Oslo"' in opened
    saved = me.post(path(ann, "city"), data={"value": "Bergen", "shown": "Oslo", "place": place, "once": "f"}, headers=FRAGMENT)
    assert saved.status_code == 200
    assert "Bergen" in saved.text
    assert 'hx-partial hx-target="#toasts"' in saved.text
    again = me.post(path(ann, "city"), data={"value": "Bergen", "shown": "Oslo", "place": place, "once": "f"}, headers=FRAGMENT)
    assert again.status_code == 200
    assert Operation.select().where(Operation.kind == "contact.edited").count() == 1


def test_a_wrong_value_keeps_the_input_open(me, ann):
    answer = me.post(path(ann, "birth_date"), data={"value": "yesterday", "shown": ""}, headers=FRAGMENT)
    assert answer.status_code == 422
    assert 'value="yesterday"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    ("key", "theirs", "yours", "saw"), [("city", "Bergen", "Rome", "Oslo"), ("email", "b@example.org", "c@example.org", "ann@example.org")]
)
def test_what_somebody_changed_meanwhile_is_shown_beside_what_one_wrote(me, ann, ada, key, theirs, yours, saw):
    me.post(path(ann, key), data={"value": theirs, "shown": saw})
    answer = me.post(path(ann, key), data={"value": yours, "shown": saw}, headers=FRAGMENT)
    assert answer.status_code == 409
    assert f"Theirs: <b>{theirs}</b>. Yours: <b>{yours}</b>. Before: <b>{saw}</b>" in answer.text
    assert me.post(path(ann, key), data={"value": yours, "shown": theirs}, headers=FRAGMENT).status_code == 200


@pytest.mark.parametrize("key", ["id", "score", "created_at", "tags", "nothing", "photo", "state", "primary_email"])
def test_what_is_no_editable_field_is_nothing(me, ann, key):
    assert me.get(path(ann, key)).status_code == 404
    assert me.post(path(ann, key), data={"value": "1"}).status_code == 404


def test_the_first_address_and_number_are_changed_added_and_taken_away_in_place(me, ann):
    me.post(path(ann, "email"), data={"value": "", "shown": "ann@example.org"})
    assert ContactEmail.select().where(ContactEmail.state == 1).count() == 0
    me.post(path(ann, "email"), data={"value": "new@example.org", "shown": ""})
    assert ContactEmail.get(ContactEmail.state == 1).address == "new@example.org"
    me.post(path(ann, "phone"), data={"value": "+47 99 88 77 66", "shown": "+47 22 33 44 55"})
    assert ContactPhone.get().e164 == "+4799887766"


def test_ways_are_labelled_preferred_judged_and_removed(me, ann):
    me.post(f"/contacts/{ann.id}/emails", data={"address": "work@example.org", "label": "work"})
    first, second = ContactEmail.select().order_by(ContactEmail.id)
    base = f"/contacts/{ann.id}/emails/{second.id}"
    assert me.post(base, data={"value": "job@example.org", "label": "job"}).status_code == 303
    assert me.post(f"{base}/primacy").status_code == 303
    assert Contact.get_by_id(ann.id).primary_email == second.id
    assert me.get(f"/contacts/{ann.id}").text.index("job@example.org") < me.get(f"/contacts/{ann.id}").text.index("ann@example.org")
    assert me.post(f"{base}/validity", data={"valid": "0"}).status_code == 303
    changed = ContactEmail.get_by_id(second.id)
    assert (changed.address, changed.label, changed.valid) == ("job@example.org", "job", 0)
    assert me.post(base, data={"value": "ann@example.org"}).status_code == 409
    assert me.post(base, data={"value": "broken"}).status_code == 422
    assert me.post(f"{base}/removal").status_code == 303
    assert ContactEmail.get_by_id(second.id).state == 0
    for operation in Operation.select().where(Operation.kind.startswith("email.")).order_by(Operation.id.desc()):
        journal.undo(operation, by=Member.get_by_id(operation.actor))
    assert ContactEmail.get_by_id(second.id).state == 0
    assert ContactEmail.get_by_id(first.id).address == "ann@example.org"
    assert Contact.get_by_id(ann.id).primary_email is None


def a_picture(kind="JPEG", size=(600, 400)):
    out, image = io.BytesIO(), Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[Base.Artist] = "SECRET PLACE"
    image.save(out, kind, **({"exif": exif, "comment": b"SECRET NOTE"} if kind == "JPEG" else {}))
    return out.getvalue()


def upload(client, ann, data):
    return client.post(f"/contacts/{ann.id}/photo", data={"photo": (io.BytesIO(data), "me.jpg")})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_photo_is_reencoded_without_its_metadata(me, ann, kind):
    assert upload(me, ann, a_picture(kind)).status_code == 303
    with me.get(f"/contacts/{ann.id}/photo") as answer:
        kept = answer.data
    assert answer.mimetype == "image/jpeg"
    assert b"SECRET" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (320, 320)
        assert not image.getexif()
    assert 'alt="Photo of Ann Lee"' in me.get(f"/contacts/{ann.id}").text
    me.post(f"/contacts/{ann.id}/photo/removal")
    assert me.get(f"/contacts/{ann.id}/photo").status_code == 404
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).first().id}/undo")
    with me.get(f"/contacts/{ann.id}/photo") as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 20, a_picture()[:300], b"%PDF-1.4"])
def test_what_is_no_picture_is_refused(me, ann, data):
    assert upload(me, ann, data).status_code == 422
    assert Contact.get_by_id(ann.id).photo == ""


def test_a_photo_is_told_of_in_words_not_by_the_name_of_its_file(me, ann):
    upload(me, ann, a_picture("PNG"))
    for path in (f"/contacts/{ann.id}", "/activity"):
        page = me.get(path).text
        assert "a photo" in page
        assert Contact.get_by_id(ann.id).photo not in re.sub(r'(src|href)="[^"]*"', "", page), path
    assert "a picture" in me.get(f"/contacts/{ann.id}").text


def test_a_bomb_of_pixels_is_refused(me, ann):
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert upload(me, ann, out.getvalue()).status_code == 422


@pytest.mark.parametrize(
    ("typed", "alike"),
    [
        ({"first_name": "X", "email": "ANN@Example.org"}, True),
        ({"first_name": "ann", "last_name": "LEE", "phone": "+47 22 33 44 55"}, True),
        ({"first_name": "Ben", "last_name": "Lee", "phone": "+47 22 33 44 55"}, False),
        ({"first_name": "Ann", "last_name": "Lee"}, False),
        ({"first_name": "Ann", "last_name": "Lee", "email": "other@example.org"}, False),
    ],
)
def test_a_possible_duplicate_is_shown_before_it_is_made_and_nothing_typed_is_lost(me, ann, typed, alike):
    answer = me.post("/contacts", data={**typed, "city": "Bodø"})
    assert answer.status_code == (409 if alike else 303)
    if alike:
        assert f'href="/contacts/{ann.id}"' in answer.text
        assert 'value="Bodø"' in answer.text
        assert Contact.select().count() == 1
        assert me.post("/contacts", data={**typed, "anyway": "1"}).status_code == 303
    assert Contact.select().count() == 2


def test_a_record_says_who_may_be_the_same_but_not_to_those_who_may_not_see_them(me, ann, ada, eve, browse):
    twin = contacts.create(contacts.Form({"first_name": "A.", "owner": eve.email}, "ann@example.org"), by=ada, region="NO")
    assert "Possible duplicate" in me.get(f"/contacts/{ann.id}").text
    assert "Possible duplicate" not in browse(eve).get(f"/contacts/{twin.id}").text
    assert browse(eve).post("/contacts", data={"first_name": "B", "email": "ann@example.org"}).status_code == 409


def test_quick_add_takes_a_name_and_an_address_or_number_in_one_piece(me):
    me.post("/contacts", data={"quick": "1", "name": "Mary Ann Lee", "reach": "(503) 555-0142"})
    me.post("/contacts", data={"quick": "1", "name": "Prince", "reach": "p@example.org"})
    assert [(c.first_name, c.last_name) for c in Contact.select().order_by(Contact.id)] == [("Mary Ann", "Lee"), ("Prince", "")]
    refused = me.post("/contacts", data={"quick": "1", "name": "Bo", "reach": "x@"}, headers=FRAGMENT)
    assert refused.status_code == 422
    assert 'value="Bo"' in refused.text
    assert 'value="x@"' in refused.text


def test_the_timeline_is_narrowed_by_kind_member_period_and_words(me, ann, ada, bob):
    notes.add(ann, "Likes <b>tea</b>", by=bob)
    tags.put_on(ann, "gold", by=ada)
    base = f"/contacts/{ann.id}/timeline"
    shown = {
        query: me.get(f"{base}?{query}", headers=FRAGMENT).text.count('id="event-')
        for query in (
            "",
            "kind=notes",
            "kind=tags",
            f"by={bob.id}",
            "period=7",
            "words=tea",
            "words=gold",
            "words=nothing",
            "kind=notes&by=1",
        )
    }
    assert shown == {
        "": 3,
        "kind=notes": 1,
        "kind=tags": 1,
        f"by={bob.id}": 1,
        "period=7": 3,
        "words=tea": 1,
        "words=gold": 1,
        "words=nothing": 0,
        "kind=notes&by=1": 0,
    }
    assert me.get(f"{base}?kind=nonsense&by=x&period=9").status_code == 200


def test_every_kind_of_event_of_a_person_is_in_one_part_of_the_timeline():
    from crm.journal.kinds import KINDS

    covered = [kind for _, kinds in feed.KINDS_OF.values() for kind in kinds]
    assert len(covered) == len(set(covered))
    others = (
        "import",
        "mapping.",
        "business.",
        "tag.",
        "choice.",
        "member.",
        "profile.",
        "office.",
        "demo.",
        "sample.",
        "list.",
        "field.",
        "option.",
        "folder.",
        "columns.",
        "label.",
        "object.",
        "record.",
    )
    assert set(KINDS) - set(covered) == {kind for kind in KINDS if kind.startswith(others) and kind not in covered}


def test_old_and_new_values_stand_in_the_timeline_and_on_the_sheet(me, ann):
    me.post(path(ann, "city"), data={"value": "Bergen", "shown": "Oslo"})
    assert "City: <del>Oslo</del> → <ins>Bergen</ins>" in me.get(f"/contacts/{ann.id}").text
    sheet = me.get(f"/contacts/{ann.id}/sheet").text
    assert "City: Oslo → Bergen" in sheet
    assert "ann@example.org" in sheet


def test_the_archive_says_what_goes_with_a_person_who_put_them_there_and_when(me, ann, ada):
    notes.add(ann, "A note", by=ada)
    asked = me.get(f"/contacts/{ann.id}/archive").text
    assert 'Notes: <b class="num">1</b>' in asked
    assert Contact.get_by_id(ann.id).state == 1
    me.post(f"/contacts/{ann.id}/archive")
    page = me.get("/archive").text
    assert "by Ada" in page
    assert "Archived Ann Lee" in page
    me.post(f"/contacts/{ann.id}/restoration", data={"next": "/archive"})
    assert Contact.get_by_id(ann.id).state == 1
    assert me.get(f"/contacts/{ann.id}").text.count("A note") >= 1


def test_columns_stand_in_the_address_or_in_the_profile(me, ann):
    assert "Job title" not in me.get("/contacts").text.partition("<tbody>")[0].partition("<thead>")[2]
    heads = me.get("/contacts?columns=job_title,nonsense,emails,job_title").text.partition("<tbody>")[0].partition("<thead>")[2]
    assert "Job title" in heads
    assert "Owner" not in heads
    me.post("/contacts/columns", data={"column": ["source", "created_at"]})
    assert "Source" in me.get("/contacts").text.partition("<tbody>")[0].partition("<thead>")[2]
    me.post("/contacts/columns", data={"usual": "1"})
    assert Member.get().list_columns == ""


@pytest.mark.parametrize("key", CONTACTS.columnable)
def test_every_column_can_be_shown(me, ann, key):
    answer = me.get(f"/contacts?columns={key}")
    assert answer.status_code == 200
    assert "Ann Lee" in answer.text


def test_samples_are_loaded_marked_and_removed_with_what_only_they_used(me, ada):
    assert "Load sample data" in me.get("/contacts").text
    me.post("/samples")
    assert samples.count() == samples.COUNT
    page = me.get("/contacts").text
    assert "60 of the people here are samples" in page
    assert "Sample</span>" in me.get(f"/contacts/{Contact.get().id}").text
    contacts.create(contacts.Form({"first_name": "Real"}), by=ada, region="US")
    tags.put_on(Contact.select().order_by(Contact.id.desc()).first(), "vip", by=ada)
    me.post("/samples/removal")
    assert [c.first_name for c in Contact.select().where(Contact.state == 1)] == ["Real"]
    assert [t.name for t in Tag.select().where(Tag.state == 1)] == ["vip"]
    assert "samples" not in me.get("/contacts").text
    me.post(f"/operations/{Operation.get(Operation.kind == 'sample.removed').id}/undo")
    assert samples.count() == samples.COUNT


def test_first_steps_tick_themselves_off_and_are_hidden_on_demand(me, ada):
    me.post("/contacts", data={"first_name": "Ann"})
    page = me.get("/contacts").text
    assert "First steps" in page
    assert '<li class="c-isdone"' in page
    me.post("/first-steps/closing")
    assert "First steps" not in me.get("/contacts").text


def test_a_record_tells_where_it_stands_in_the_list_one_came_from(me, ada):
    made = [contacts.create(contacts.Form({"first_name": name}), by=ada, region="US") for name in ("Ann", "Bea", "Cid")]
    page = me.get(f"/contacts/{made[1].id}?n=2").text
    assert "2 of 3" in page
    assert f'rel="prev" href="/contacts/{made[0].id}?n=1"' in page
    assert f'rel="next" href="/contacts/{made[2].id}?n=3"' in page
    assert "2 of 3" not in me.get(f"/contacts/{made[1].id}").text
    assert Event.select().count() == 3 + 1


@pytest.mark.parametrize("sought", ["", "ann", "2233", "zzz", "<script>", "%", "' OR 1=1"])
def test_the_palette_answers_whatever_is_typed(me, ann, sought):
    for headers in ({}, FRAGMENT):
        answer = me.get("/palette", query_string={"q": sought}, headers=headers)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert ("Ann Lee" in answer.text) == (sought in ("ann", "2233"))
