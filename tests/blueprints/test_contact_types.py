"""The page of contact types: what is refused is said and what was typed is kept; the types stand in forms at once."""

from crm import contact_types, contacts

ENGINES = ("sqlite",)


def test_a_made_type_stands_on_the_page_and_in_the_form_of_a_person(me):
    answer = me.post("/settings/types", data={"label": " Past customer "}, follow_redirects=True)
    assert 'value="Past customer"' in answer.text
    assert "Past customer" in me.get("/contacts/new").text


def test_a_taken_name_is_refused_and_stays_typed(me):
    answer = me.post("/settings/types", data={"label": "LEAD"})
    assert answer.status_code == 409
    assert "already a type “Lead”" in answer.text
    assert 'value="LEAD"' in answer.text


def test_a_type_is_renamed_and_moved_on_its_row(me):
    lead = contact_types.living()[0]
    me.post(f"/settings/types/{lead.id}", data={"label": "Prospect"})
    me.post(f"/settings/types/{lead.id}", data={"to": "down"})
    assert [one.label for one in contact_types.living()] == ["Customer", "Prospect"]


def test_who_is_of_a_type_is_counted_and_keeps_it(me, ada, ann):
    contacts.edit(ann, {"type": "lead"}, by=ada)
    lead = contact_types.living()[0]
    answer = me.post(f"/settings/types/{lead.id}/removal", data={})
    assert answer.status_code == 409
    assert "1 person is of this type" in answer.text
    assert ">1<span" in answer.text


def test_a_deleted_type_is_gone_from_the_page(me):
    lead = contact_types.living()[0]
    assert me.post(f"/settings/types/{lead.id}/removal", data={}).status_code == 303
    assert 'value="Lead"' not in me.get("/settings/types").text


def test_a_form_without_a_name_is_refused_with_a_sentence(me):
    answer = me.post("/settings/types", data={})
    assert answer.status_code == 422
    assert "A type is called something" in answer.text
