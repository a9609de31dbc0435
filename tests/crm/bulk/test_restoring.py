"""Who comes back from the archive in bulk: not where another has a value by now that only one may have, whatever becomes of the rest."""

import sys

import pytest

from crm import bulk, contacts, custom_fields, custom_objects, journal, kinds
from crm.custom_objects import keeping
from crm.journal import lease, work
from crm.models import Contact, CustomRecord, Operation, OperationItem
from crm.models.custom_object import FIRST_OWN
from crm.models.operation import REFUSED
from crm.selection import Selection

TAKEN = "another record has this value now"


def run(chosen, key, by):
    head = bulk.act(chosen, key, {}, by=by)
    work.run(head.id)
    return Operation.get_by_id(head.id)


def tally(head):
    return head.status, head.total, head.changed, head.unchanged, head.refused


def left(head):
    i = OperationItem
    return dict(i.select(i.subject_id, i.reason).where((i.operation == head.id) & (i.status == REFUSED)).tuples())


def living(table):
    return [i for (i,) in table.select(table.id).where(table.state == 1).order_by(table.id).tuples()]


@pytest.fixture
def numbered(ada):
    """People with a number that only one may have, and a code that only one may have; some have neither."""
    for label in ("No", "Code"):
        custom_fields.define(custom_fields.Wanted(label, unique=True), by=ada)

    def make(name, **held):
        return contacts.create(contacts.Form({"first_name": name, **held}), by=ada, region="NO").id

    return make


def test_who_lost_their_value_meanwhile_is_said_and_left_and_the_rest_come_back(ada, numbered):
    a, b, c = numbered("A", cf_no="HP-1"), numbered("B", cf_code="x"), numbered("C")
    run(Selection(), "archive", ada)
    taken, beside = numbered("D", cf_no="hp-1"), numbered("E", cf_no="x")
    draft = bulk.draft(Selection(archived=True), "restore", by=ada)
    found = bulk.preview(draft, bulk.action("restore"), {}, by=ada)
    assert (found.changed, found.reasons) == (2, [(TAKEN, 1)])
    assert [record for record, _ in found.examples] == [b, c]
    bulk.start(draft, {}, by=ada)
    work.run(draft.id)
    done = Operation.get_by_id(draft.id)
    assert (tally(done), left(done)) == (("done", 3, 2, 0, 1), {a: TAKEN})
    assert living(Contact) == [b, c, taken, beside]
    contacts.edit(Contact.get_by_id(taken), {"cf_no": ""}, by=ada)
    assert run(Selection(archived=True), "restore", ada).changed == 1
    journal.undo(done, by=ada)
    assert living(Contact) == [a, taken, beside]


@pytest.mark.parametrize("size", [500, 1], ids=["at once", "one by one"])
def test_of_those_in_the_archive_who_share_a_value_the_first_comes_back(ada, numbered, monkeypatch, size):
    for name in ("_FIRST", "_SMALLEST", "_LARGEST"):
        monkeypatch.setattr(lease, name, size)
    monkeypatch.setattr(sys.modules["crm.bulk.preview"], "_PAGE", size)
    a = numbered("A", cf_no="1", cf_code="a")
    contacts.archive(Contact.get_by_id(a), by=ada)
    b = numbered("B", cf_no="1", cf_code="b")
    contacts.archive(Contact.get_by_id(b), by=ada)
    c = numbered("C", cf_code="B")
    head = run(Selection(ids=(c,)), "archive", ada)
    found = bulk.preview(bulk.draft(Selection(archived=True), "restore", by=ada), bulk.action("restore"), {}, by=ada)
    assert (found.changed, found.reasons) == (2, [(TAKEN, 1)])
    head = run(Selection(archived=True), "restore", ada)
    assert (tally(head), left(head)) == (("done", 3, 2, 0, 1), {b: TAKEN})
    assert living(Contact) == [a, c], "who stays away for one value takes no other from anybody"


def test_records_of_the_offices_own_are_looked_at_by_the_fields_of_their_kind(ada, numbered):
    boats = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    custom_fields.define(custom_fields.Wanted("Hull", "number", unique=True, subject=boats.number), by=ada)
    made = [keeping.Verbs(boats).create({"name": f"B{n}", "cf_hull": str(n)}, by=ada).id for n in range(3)]
    run(Selection(kind=boats), "archive", ada)
    second = keeping.Verbs(boats).create({"name": "Ida", "cf_hull": "1.0"}, by=ada).id
    head = run(Selection(kind=boats, archived=True), "restore", ada)
    assert (tally(head), left(head)) == (("done", 3, 2, 0, 1), {made[1]: TAKEN})
    assert living(CustomRecord) == [made[0], made[2], second]
