"""Membership as of a moment equals what was written down at that moment, whatever was edited, undone, archived and merged into sets since."""

import random
from datetime import timedelta

import pytest

from crm import asof, clock, contacts, dnc, journal, members, notes, synthetic, tags
from crm.contacts import addresses
from crm.filters import Asker, compile_tree, read
from crm.filters.times import Calendar
from crm.models import Change, Contact, ContactEmail, ContactTag, Operation
from crm.models.dnc import CHANNELS

EDITS, MOMENTS, PEOPLE = 500, 50, 25
TEXTS = (
    '{"field":"city","op":"is","value":"oslo"}',
    '{"all":[{"field":"city","op":"is_not","value":"Oslo"},{"field":"tags","op":"has_any","value":["vip"]}]}',
    '{"none":[{"field":"tags","op":"has_any","value":["vip","gold"]},{"field":"email","op":"contains","value":"2@"}]}',
    '{"any":[{"field":"dnc","op":"is_on","value":"email"},{"field":"note","op":"contains","value":"tea"},{"field":"type","op":"is","value":"lead"}]}',
    '{"all":[{"field":"job_title","op":"not_empty"},{"field":"name","op":"starts_with","value":"a"}]}',
    '{"field":"created_at","op":"in_last","value":{"n":30,"unit":"day"}}',
    '{"related":"notes","count":{"op":"gte","value":2}}',
)


def trees():
    """The questions that are asked of every moment."""
    return [read(text) for text in TEXTS]


def asker(owner):
    return Asker(owner.id, Calendar.of(clock.now(), "Europe/Oslo", "NO"), "NO")


def members_of(tree, owner):
    return frozenset(i for (i,) in Contact.select(Contact.id).where((Contact.state == 1) & compile_tree(tree, asker(owner))).tuples())


def something(chance, owner):
    """One edit of some kind, of some person."""
    people = list(Contact.select())
    if len(people) < 3 or (len(people) < PEOPLE and chance.random() < 0.3):
        form = contacts.Form(
            {"first_name": chance.choice(("Ann", "Bo")), "city": chance.choice(("Oslo", ""))}, f"p{len(people)}@example.org"
        )
        return contacts.create(form, by=owner, region="NO")
    person = chance.choice(people)
    if chance.random() < 0.08:
        last = (
            Operation.select()
            .where(Operation.undone_by.is_null() & Operation.kind.not_in(("undo", "member.created")))
            .order_by(Operation.id.desc())
            .limit(8)
        )
        return journal.undo(chance.choice(list(last)), by=owner)
    if person.state != 1:
        return contacts.restore(person, by=owner) if person.state == 2 else None
    tagged = list(ContactTag.select().where((ContactTag.contact == person.id) & (ContactTag.on == 1)))
    acts = (
        lambda: contacts.edit(person, {"city": chance.choice(("Oslo", "ÓSLO", "Rome", ""))}, by=owner),
        lambda: contacts.edit(person, {"job_title": chance.choice(("Boss", "")), "type": chance.choice(("lead", ""))}, by=owner),
        lambda: contacts.edit(person, {"first_name": chance.choice(("Åse", "Bo", "Cy"))}, by=owner),
        lambda: tags.put_on(person, chance.choice(("vip", "gold", "other")), by=owner),
        lambda: tags.take_off(person, tagged[0].tag, by=owner) if tagged else None,
        lambda: notes.add(person, chance.choice(("Likes tea", "coffee")), by=owner),
        lambda: addresses.add_email(person, f"q{chance.randint(0, 40)}@example.org", by=owner),
        lambda: [
            addresses.remove(row, by=owner)
            for row in list(ContactEmail.select().where((ContactEmail.contact == person.id) & (ContactEmail.state == 1)))[:1]
        ],
        lambda: dnc.add(person, chance.choice(list(CHANNELS.values())), by=owner) if chance.random() < 0.3 else None,
        lambda: contacts.archive(person, by=owner) if chance.random() < 0.3 else None,
    )
    return chance.choice(acts)()


@pytest.fixture
def history(database, request):
    """Five hundred edits over ninety days (or as many as asked for): the moment after each, and of some who was in each list then."""
    edits = getattr(request, "param", EDITS)
    chance, written, noted = random.Random(5), [], random.Random(6).sample(range(edits), MOMENTS)
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    start = clock.now() - timedelta(days=90)
    for number in range(edits):
        moment = start + timedelta(days=90 * number / edits, minutes=1)
        with clock.moved(moment - clock.now()):
            something(chance, ada)
            known = [members_of(tree, ada) for tree in trees()] if number in noted else None
            written.append((clock.now() + timedelta(minutes=1), known))
    return ada, written


def test_membership_at_any_moment_equals_what_was_written_down_then(history):
    ada, written = history
    before = Change.select().count()
    now = asker(ada)
    wrong = []
    noted = [(moment, known) for moment, known in written if known is not None]
    assert len(noted) == MOMENTS
    for moment, known in noted:
        with clock.moved(moment - clock.now()):
            then = asker(ada)
        for tree, meant in zip(trees(), known, strict=True):
            found = asof.compare(tree, moment, then=then, now=now, actor=ada)
            wrong += [(moment, tree, found.then ^ meant)] if found.then != meant else []
            assert found.now == members_of(tree, ada)
            assert found.joined == found.now - found.then
    assert wrong == []
    assert Change.select().count() == before


@pytest.mark.parametrize("history", [60], indirect=True)
def test_nothing_stays_rewound(history):
    ada, written = history
    live = [members_of(tree, ada) for tree in trees()]
    asof.compare(trees()[0], written[3][0], then=asker(ada), now=asker(ada), actor=ada)
    assert [members_of(tree, ada) for tree in trees()] == live
    contacts.create(contacts.Form({"first_name": "Zed"}), by=ada, region="NO")


@pytest.mark.parametrize("history", [60], indirect=True)
def test_what_no_journal_keeps_is_named(history):
    ada, written = history
    tree = read('{"all":[{"field":"score","op":"gte","value":1},{"field":"city","op":"is","value":"Oslo"}]}')
    assert asof.compare(tree, written[9][0], then=asker(ada), now=asker(ada), actor=ada).unknown == ("score",)


@pytest.mark.parametrize("history", [60], indirect=True)
def test_who_sees_only_what_is_assigned_is_told_of_no_more(history):
    ada, written = history
    eve = members.create("Eve", "eve@example.org", "seven green kettles", only_assigned=True, by=ada)
    mine = contacts.create(contacts.Form({"first_name": "Own", "owner": eve.email, "city": "Oslo"}), by=ada, region="NO")
    found = asof.compare(trees()[0], written[40][0], then=asker(eve), now=asker(eve), actor=eve)
    assert found.now == {mine.id}
    assert found.then == frozenset()


def test_what_came_into_being_since_is_left_out_and_not_rebuilt(database, monkeypatch):
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    with clock.moved(-timedelta(days=9)):
        contacts.create(contacts.Form({"first_name": "Ann", "city": "Oslo"}), by=ada, region="NO")
    synthetic.make(40, 1)
    rebuilt = []
    view = asof._Rewind._view
    monkeypatch.setattr(
        asof._Rewind, "_view", lambda self, schema, model, rows, rest: (rebuilt.extend(rows), view(self, schema, model, rows, rest))
    )
    tree = read('{"none":[{"field":"city","op":"is","value":"nowhere at all"}]}')
    found = asof.compare(tree, clock.now() - timedelta(days=1), then=asker(ada), now=asker(ada), actor=ada)
    assert (len(found.then), len(found.now), rebuilt) == (1, 41, [])
