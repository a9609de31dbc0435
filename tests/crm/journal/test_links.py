"""Which links an undo brings back: those with both their records that no other stands in the way of, looked at together."""

import sys

import pytest

from crm import associations, contacts, db, journal
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import keeping
from crm.journal import ends
from crm.models import Association, AssociationLabel, Business, Contact, Operation

PERSON, FIRM = Contact.number, Business.number
AGAIN, LOST = "linked again since", "one of the two isn’t there any more"
FULL = "one of them has another link of this kind since, and may have one only"


@pytest.fixture
def people(ada):
    return [contacts.create(contacts.Form({"first_name": f"P{n}"}), by=ada, region="NO") for n in range(4)]


@pytest.fixture
def boss(ada):
    """A report has one boss; a boss many reports."""
    return labels.create(Wanted("Report", "Boss", PERSON, PERSON, one_a=True), by=ada)


@pytest.fixture
def spouse(ada):
    return labels.create(Wanted("Spouse", "", PERSON, PERSON, one_a=True, one_b=True), by=ada)


@pytest.fixture
def join(ada):
    def link(label, a, b):
        return associations.link((type(a).number, a.id), Way(label, "a"), (type(b).number, b.id), by=ada)

    return link


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def take_away(links, by):
    """Take links away in one operation."""
    with journal.operation("association.removed", by=by, title="Unlinked") as op:
        for link in links:
            op.remove(link)
            ends.tell(op, link)
    return newest()


def undo(of, by):
    """Undo an operation; the plan says the very same before."""
    planned, done = journal.plan(of, by=by), journal.undo(of, by=by)
    assert [v.why for v in done.kept] == [v.why for v in planned.kept]
    assert done.words == planned.words
    return [v.why for v in done.kept]


def living():
    return [link.id for link in Association.select().where(Association.state == 1).order_by(Association.id)]


@pytest.mark.parametrize("page", [1_000, 1])
def test_of_links_that_come_back_together_the_first_takes_the_place(ada, people, boss, spouse, join, monkeypatch, page):
    monkeypatch.setattr(sys.modules["crm.journal.undo"], "_PAGE", page)
    a, b, c, d = people
    first = join(spouse, a, b)
    associations.unlink(first, by=ada)
    second = join(spouse, b, c)
    third = join(boss, a, b)
    with journal.operation("label.edited", by=ada, title="Limits off") as op:
        op.put(AssociationLabel.get_by_id(spouse.id), one_a=0, one_b=0)
    op = journal.undo(Operation.select().where(Operation.kind == "association.removed").get(), by=ada)
    assert op.kept == []
    gone = take_away([Association.get_by_id(one.id) for one in (first, second, third)], ada)
    with journal.operation("label.edited", by=ada, title="Limits on") as op:
        op.put(AssociationLabel.get_by_id(spouse.id), one_a=1, one_b=1)
    join(boss, a, d)
    assert undo(gone, ada) == [FULL]
    assert living() == [first.id, third.id, Association.select().order_by(Association.id.desc()).get().id]


def test_one_reason_is_said_where_the_same_was_linked_again(ada, people, boss, join):
    a, b, c, _ = people
    gone = take_away([join(boss, a, b), join(boss, a, c)], ada)
    join(boss, a, b)
    assert undo(gone, ada) == [AGAIN]


def test_no_link_comes_back_to_a_record_deleted_since(ada, people, join):
    label = labels.create(Wanted("Lawyer of", "Lawyer", PERSON, FIRM), by=ada)
    firms = [keeping.create({"name": name}, by=ada) for name in ("Fjord", "Fell")]
    links = [join(label, people[0], firm) for firm in firms]
    gone = take_away(links, ada)
    keeping.remove(firms[0], by=ada)
    deleted = newest()
    assert journal.plan(gone, by=ada).kept[0].blocker == deleted.id
    assert undo(gone, ada) == [LOST]
    assert living() == [links[1].id]
    assert undo(deleted, ada) == undo(gone, ada) == []
    assert living() == [links[0].id, links[1].id]


def test_a_record_that_comes_back_in_the_same_undo_brings_its_links(ada, people, boss, join):
    with journal.operation("import", by=ada, title="Import") as op:
        made = op.add(Contact, first_name="New")
        link = op.add(Association, label=boss, kind_a=PERSON, a=people[0].id, kind_b=PERSON, b=made.id)
        ends.tell(op, link)
    assert undo(newest(), ada) == []
    assert living() == []
    assert undo(newest(), ada) == []
    assert (living(), Contact.get_by_id(made.id).state) == ([link.id], 1)


def test_a_link_that_would_move_back_stays_where_its_place_was_taken(ada, people, spouse, join):
    a, b, c, d = people
    link = join(spouse, a, b)
    with journal.operation("association.moved", by=ada, title="Merged") as op:
        op.put(link, a=b.id, b=c.id)
        ends.tell(op, link)
    moved = newest()
    other = join(spouse, a, d)
    assert undo(moved, ada) == [FULL, FULL]
    assert Association.get_by_id(link.id).ends == ((PERSON, b.id), (PERSON, c.id))
    associations.unlink(other, by=ada)
    assert undo(moved, ada) == []
    assert Association.get_by_id(link.id).ends == ((PERSON, a.id), (PERSON, b.id))


def asked(act):
    seen, execute = [], db.db.obj.execute_sql

    def counted(*args, **kwargs):
        seen.append(args[0])
        return execute(*args, **kwargs)

    db.db.obj.execute_sql = counted
    try:
        act()
    finally:
        db.db.obj.execute_sql = execute
    return len(seen)


def test_what_a_plan_asks_does_not_grow_with_the_links(ada, people, boss, spouse, join):
    some = take_away([join(boss, people[0], people[1]), join(spouse, people[0], people[1])], ada)
    more = [contacts.create(contacts.Form({"first_name": f"Q{n}"}), by=ada, region="NO") for n in range(12)]
    pairs = zip(more[::2], more[1::2], strict=True)
    many = take_away([join(label, a, b) for a, b in pairs for label in (boss, spouse)], ada)
    few = asked(lambda: journal.plan(some, by=ada))
    assert asked(lambda: journal.plan(many, by=ada)) == few
