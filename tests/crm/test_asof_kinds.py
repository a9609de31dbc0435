"""Which businesses and records of the office's own objects a list held at a moment equals what was written down at that moment."""

import random
from datetime import timedelta

import pytest

from crm import asof, associations, clock, contacts, custom_fields, custom_objects, journal, kinds, members
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import belonging
from crm.businesses import keeping as firms
from crm.custom_objects import keeping as objects
from crm.filters import Asker, compile_tree, parse
from crm.filters.times import Calendar
from crm.kinds import BUSINESSES
from crm.models import Association, AssociationLabel, Business, Contact, CustomRecord, Operation
from crm.models.custom_object import FIRST_OWN

EDITS, MOMENTS, MOST = 400, 25, 12


def linked(label, op="gte", value=1, **more):
    return {"related": "associations", "where": {"field": "label", "op": "is", "value": label}, "count": {"op": op, "value": value}, **more}


OF_BUSINESSES = (
    {"field": "city", "op": "is", "value": "oslo"},
    {"none": [{"field": "name", "op": "starts_with", "value": "Fjord"}, {"field": "cf_stars", "op": "gt", "value": 2}]},
    {"related": "people", "where": {"field": "city", "op": "is", "value": "Oslo"}, "count": {"op": "gte", "value": 2}},
    {"related": "people", "where": {"field": "name", "op": "starts_with", "value": "b"}, "count": {"op": "eq", "value": 0}},
    {"any": [{"field": "owner", "op": "is", "value": "me"}, linked("Boat")]},
    {"related": "boats", "where": {"field": "cf_length", "op": "gt", "value": 20}},
    {"field": "created_at", "op": "in_last", "value": {"n": 30, "unit": "day"}},
)
OF_BOATS = (
    {"field": "name", "op": "contains", "value": "a"},
    {"all": [{"field": "cf_length", "op": "gt", "value": 20}, {"field": "owner", "op": "empty"}]},
    {"none": [{"field": "cf_length", "op": "not_empty"}]},
    linked("Skipper"),
    linked("Captain", "eq", 0),
    linked("Yard", "gte", 2),
    {"related": "associations", "where": {"field": "name", "op": "starts_with", "value": "b"}, "count": {"op": "gte", "value": 1}},
)


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def boats(ada):
    """Boats with a length, people who sail them, and the yards that built them; businesses have stars."""
    with clock.moved(-timedelta(days=100)):
        kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
        custom_fields.define(custom_fields.Wanted("Length", "number", subject=kind.number), by=ada)
        custom_fields.define(custom_fields.Wanted("Stars", "number", subject=Business.number), by=ada)
        labels.create(Wanted("Boat", "Skipper", Contact.number, kind.number), by=ada)
        labels.create(Wanted("Boat", "Yard", Business.number, kind.number), by=ada)
        custom_objects.create("pier", "piers", by=ada)
    return kinds.of(kind.number)


def trees(boats):
    """The questions that are asked of every moment, each with its kind of record."""
    return [(BUSINESSES, parse(tree, BUSINESSES)) for tree in OF_BUSINESSES] + [(boats, parse(tree, boats)) for tree in OF_BOATS]


def asker(actor):
    return Asker(actor.id, Calendar.of(clock.now(), "Europe/Oslo", "NO"), "NO", actor if actor.only_assigned else None)


def held(kind, tree, actor):
    table = kind.table
    return frozenset(i for (i,) in table.select(table.id).where(kind.alive() & compile_tree(tree, asker(actor), kind)).tuples())


def something(chance, owner, boats):
    """One act of some kind on a business, a boat, a person or what links them."""
    often, seldom = (_make, _change_business, _change_boat, _change_person, _link), (_undo, _unlink, _rename_label, _put_away)
    acts = (*often, *often, *often, *seldom)
    chance.choice(acts)(chance, owner, boats)


def _make(chance, owner, boats):
    which, name = chance.randrange(3), chance.choice(("Fjord", "Bay", "Ann"))
    number = Operation.select().count()
    if which == 0 and Business.select().count() < MOST:
        firms.create({"name": f"{name} {number}", "city": chance.choice(("Oslo", "Rome", ""))}, by=owner)
    elif which == 1 and CustomRecord.select().count() < MOST:
        objects.Verbs(boats).create({"name": name, "cf_length": chance.choice(("", "12", "30"))}, by=owner)
    elif Contact.select().count() < MOST:
        city, firm = chance.choice(("Oslo", "")), chance.choice([one.name for one in _living(Business)] or [""])
        contacts.create(contacts.Form({"first_name": name, "city": city, "business": firm}), by=owner, region="NO")


def _undo(chance, owner, boats):
    heads = Operation.select().where(Operation.undone_by.is_null() & Operation.kind.in_(_UNDOABLE)).order_by(Operation.id.desc()).limit(8)
    if found := list(heads):
        journal.undo(chance.choice(found), by=owner)


_UNDOABLE = (
    "business.created", "business.edited", "business.removed", "record.created", "record.edited", "record.archived", "record.restored",
    "contact.created", "contact.edited", "contact.archived", "association.added", "association.removed", "label.edited",
)  # fmt: skip


def _living(model):
    return list(model.select().where(model.state == 1))


def _change_business(chance, owner, boats):
    for one in _living(Business)[:1] and [chance.choice(_living(Business))]:
        values = chance.choice(({"city": "Oslo"}, {"city": ""}, {"owner": owner.email}, {"owner": ""}, {"cf_stars": "5"}, {"cf_stars": ""}))
        firms.edit(one, values, by=owner)


def _change_boat(chance, owner, boats):
    for one in _living(CustomRecord)[:1] and [chance.choice(_living(CustomRecord))]:
        values = chance.choice(({"name": "Gull"}, {"name": "Bay"}, {"cf_length": "40"}, {"cf_length": ""}, {"owner": owner.email}))
        objects.Verbs(boats).edit(one, values, by=owner)


def _change_person(chance, owner, boats):
    people, those = _living(Contact), _living(Business)
    if not (people and those):
        return
    one, firm = chance.choice(people), chance.choice(those)
    chance.choice(
        (
            lambda: contacts.edit(one, {"city": chance.choice(("Oslo", "Rome"))}, by=owner),
            lambda: contacts.edit(one, {"business": chance.choice((firm.name, ""))}, by=owner),
            lambda: belonging.join(one, firm, by=owner),
            lambda: contacts.edit(one, {"first_name": chance.choice(("Bo", "Ann"))}, by=owner),
            lambda: contacts.archive(one, by=owner) if chance.random() < 0.3 else None,
        )
    )()


def _link(chance, owner, boats):
    label = chance.choice(list(AssociationLabel.select()))
    ends, records = _living(Contact if label.kind_a == Contact.number else Business), _living(CustomRecord)
    if ends and records:
        a, b = chance.choice(ends), chance.choice(records)
        associations.link((label.kind_a, a.id), Way(label, "a"), (boats.number, b.id), by=owner)


def _unlink(chance, owner, boats):
    if links := _living(Association):
        associations.unlink(chance.choice(links), by=owner)


def _rename_label(chance, owner, boats):
    label = AssociationLabel.get(AssociationLabel.kind_a == Contact.number)
    back = chance.choice(("Skipper", "Captain"))
    labels.change(label, Wanted("Boat", back, label.kind_a, label.kind_b), by=owner)


def _put_away(chance, owner, boats):
    if chance.random() < 0.5 and (records := list(CustomRecord.select().where(CustomRecord.state != 0))):
        one = chance.choice(records)
        (objects.archive if one.state == 1 else objects.restore)(one, by=owner)
    elif len(those := _living(Business)) > 4:
        firms.remove(chance.choice(those), by=owner)


@pytest.fixture
def history(ada, boats, request):
    """Edits over ninety days: the moment after each, and of some which records were in each list then."""
    edits = getattr(request, "param", EDITS)
    chance, written, noted = random.Random(7), [], random.Random(8).sample(range(edits), MOMENTS)
    start = clock.now() - timedelta(days=90)
    for number in range(edits):
        with clock.moved(start + timedelta(days=90 * number / edits, minutes=1) - clock.now()):
            something(chance, ada, boats)
            known = [held(kind, tree, ada) for kind, tree in trees(boats)] if number in noted else None
            written.append((clock.now() + timedelta(minutes=1), known))
    return written


def test_records_in_a_list_at_any_moment_equal_what_was_written_down_then(ada, boats, history):
    asked, now, wrong = trees(boats), asker(ada), []
    noted = [(moment, known) for moment, known in history if known is not None]
    answers = [{known[at] for _, known in noted} for at in range(len(asked))]
    assert all(len(different) > 2 for different in answers), str([len(different) for different in answers])
    for moment, known in noted:
        with clock.moved(moment - clock.now()):
            then = asker(ada)
        for (kind, tree), meant in zip(asked, known, strict=True):
            found = asof.compare(tree, moment, then=then, now=now, actor=ada, kind=kind)
            wrong += [(moment, kind.key, tree, found.then ^ meant)] if found.then != meant else []
            assert found.now == held(kind, tree, ada)
    assert wrong == []


@pytest.mark.parametrize("history", [80], indirect=True)
def test_who_sees_only_what_is_theirs_is_told_of_no_other_record(ada, boats, history):
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    anything = {"none": [{"field": "name", "op": "is", "value": "nothing at all"}]}
    mine = firms.create({"name": "Hers"}, by=eve)
    for kind, there in ((BUSINESSES, {mine.id}), (boats, set())):
        found = asof.compare(parse(anything, kind), history[60][0], then=asker(eve), now=asker(eve), actor=eve, kind=kind)
        assert (found.then, found.now) == (frozenset(), there)
        assert asof.compare(parse(anything, kind), history[60][0], then=asker(ada), now=asker(ada), actor=ada, kind=kind).then
