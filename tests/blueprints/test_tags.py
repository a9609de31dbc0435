"""The page of tags: what is wrong is said and what was typed is kept; a taken name offers a merge; all of it can be undone."""

import pytest

from crm import tags
from crm.models import Operation, Tag


@pytest.fixture
def fair(ada, ann):
    tags.put_on(ann, "trade", by=ada)
    return tags.put_on(ann, "fair", by=ada)


def test_a_tag_is_made_and_shown_with_its_people(me, fair):
    answer = me.post("/tags", data={"name": "  Roofing ", "colour": "5"}, follow_redirects=True)
    assert "Roofing" in answer.text
    assert "3 tags, 1 on nobody" in answer.text
    assert Tag.get(Tag.name == "Roofing").colour == 5


def test_a_bad_name_is_answered_with_what_was_typed(me, fair):
    answer = me.post("/tags", data={"name": "x" * 101, "colour": "5"})
    assert answer.status_code == 422
    assert 'value="' + "x" * 101 in answer.text
    assert "between 1 and 100" in answer.text


def test_a_taken_name_offers_a_merge_with_its_counts(me, fair):
    answer = me.post(f"/tags/{fair.id}", data={"name": "TRADE", "colour": "1"})
    assert answer.status_code == 409
    assert f'formaction="/tags/{fair.id}/merger"' in answer.text
    assert 'value="TRADE"' in answer.text
    merged = me.post(f"/tags/{fair.id}/merger", data={"into": str(tags.living("trade").id), "once": "m1"}, follow_redirects=True)
    assert "Merged the tag fair into trade" in merged.text
    assert me.get(f"/tags/{fair.id}").status_code == 404


def test_before_a_tag_is_deleted_its_people_are_counted(me, fair):
    assert "1 person loses it" in me.get(f"/tags/{fair.id}/removal").text
    me.post(f"/tags/{fair.id}/removal", data={})
    assert tags.living("fair") is None
    me.post(f"/operations/{Operation.select().order_by(Operation.id.desc()).get().id}/undo", data={})
    assert tags.living("fair") == fair


def test_tags_are_found_by_a_part_of_their_name(me, fair):
    answer = me.get("/tags?q=rad").text
    assert ">trade</a>" in answer
    assert ">fair</a>" not in answer
    assert "No tag is called" in me.get("/tags?q=zzz").text
