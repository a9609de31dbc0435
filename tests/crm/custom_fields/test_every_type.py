"""Every type of field × everything one does with a field: edit, show, undo, filter, import, export, look back; on both databases."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from crm import asof, clock, contacts, custom_fields, journal, members, office
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.exporting import files, people
from crm.fields import FIELDS, BadValue, show
from crm.fields.types import TYPES, type_of
from crm.filters import Asker, compile_tree, describe, parse
from crm.filters.asking import asker_of
from crm.filters.explaining import explain
from crm.filters.times import Calendar
from crm.importing import reasons, running
from crm.importing.options import Options
from crm.journal import feed, work
from crm.models import Change, Contact, CustomField, CustomValue, Operation
from crm.selection import Selection
from tests.crm.custom_fields.trade import SAMPLES, make


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def fields(ada):
    """A field of every type."""
    return [make(key, ada) for key in TYPES]


@pytest.fixture
def ann(ada, fields):
    person = contacts.create(contacts.Form({"first_name": "Ann"}, "ann@example.org"), by=ada, region="NO")
    return Contact.get_by_id(person.id)


@pytest.fixture
def bo(ada, fields):
    return contacts.create(contacts.Form({"first_name": "Bo"}, "bo@example.org"), by=ada, region="NO")


def samples_of(field):
    return SAMPLES[field.type].values


def put(person, field, typed, ada):
    assert contacts.edit(person, {field.key: typed}, by=ada), field.type
    return newest()


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def held(person, field):
    return contacts.own_values(person)[field.key]


def shown(person, field):
    return show(field, held(person, field))


def fill(person, fields, ada):
    """Give a person the first sample of every field."""
    contacts.edit(person, {field.key: samples_of(field)[0][0] for field in fields}, by=ada)


def asking(ada):
    return Asker(ada.id, Calendar.of(clock.now(), "UTC", "NO"), "NO")


def rows():
    return list(CustomValue.select().order_by(CustomValue.field, CustomValue.position, CustomValue.record).tuples())


def bring_in(file, settings, ada):
    head = running.start(file, "in.csv", Options(), by=ada, folder=settings.data / "files")
    work.run(head.id)
    return running.result(Operation.get_by_id(head.id))


def test_there_is_a_sample_of_every_type():
    assert set(SAMPLES) == set(TYPES)


def test_what_is_typed_is_shown_and_reads_back_from_its_form_and_file(fields, ada, ann):
    for field in fields:
        for typed, words in samples_of(field):
            contacts.edit(ann, {field.key: typed}, by=ada)
            assert shown(ann, field) == words
            value = held(ann, field)
            for form in (contacts.as_typed(ann, field.key), type_of(field).plain(field, value)):
                assert not contacts.edit(ann, {field.key: form}, by=ada), (field.type, form)
            assert held(ann, field) == value
        put(ann, field, "", ada)
        assert shown(ann, field) == ""
        assert not CustomValue.select().exists()


def test_what_it_can_not_hold_is_refused_and_changes_nothing(fields, ada, ann):
    fill(ann, fields, ada)
    for field in fields:
        for typed in SAMPLES[field.type].refused:
            with pytest.raises(BadValue, match="is not"):
                contacts.edit(ann, {field.key: typed}, by=ada)
        assert shown(ann, field) == samples_of(field)[0][1]


def test_every_edit_is_told_in_words_and_can_be_undone_and_redone(fields, ada, ann):
    for field in fields:
        (first, words), (second, other) = samples_of(field)[0], samples_of(field)[-1]
        second, other = (second, other) if other != words else ("", "")
        put(ann, field, first, ada)
        was = (held(ann, field), rows())
        done = put(ann, field, second, ada)
        [line] = feed.of(ann)[0].lines
        assert (line.label, line.old, line.new) == (field.label, words, other)
        after = (held(ann, field), rows())
        undone = journal.undo(done, by=ada).operation
        assert (held(ann, field), rows()) == was
        journal.undo(undone, by=ada)
        assert (held(ann, field), rows()) == after


def test_a_value_somebody_was_made_with_is_part_of_their_birth(fields, ada):
    before = Change.select().count()
    typed = {field.key: samples_of(field)[0][0] for field in fields}
    cy = contacts.create(contacts.Form({"first_name": "Cy", **typed}), by=ada, region="NO")
    assert Change.select().count() == before
    for field in fields:
        assert shown(cy, field) == samples_of(field)[0][1]
        journal.undo(put(cy, field, "", ada), by=ada)
        assert shown(cy, field) == samples_of(field)[0][1]


def test_filters_find_it_say_it_and_explain_it(fields, ada, ann, bo):
    fill(ann, fields, ada)
    everybody, asker = {ann.id, bo.id}, asking(ada)

    def found(leaf):
        return {i for (i,) in Contact.select(Contact.id).where(compile_tree(parse(leaf), asker)).tuples()}

    for field in fields:
        for op, value, passes in SAMPLES[field.type].asked:
            leaf = {"field": field.key, "op": op} | ({} if value is None else {"value": value})
            empty_too = {bo.id} if op in ("is_off", "is_not", "has_none", "empty") else set()
            assert found(leaf) == ({ann.id} if passes else set()) | empty_too, leaf
            assert found({"none": [leaf]}) == everybody - found(leaf)
            assert field.label.lower() in describe(parse(leaf)).lower()
            [reason] = explain(parse(leaf), ann, asker).because
            assert (reason.holds, reason.value) == (passes, samples_of(field)[0][1])


def test_moments_are_told_by_the_clock_they_are_counted_by(fields, ada, ann):
    office.change({"timezone": "Pacific/Auckland"}, by=ada)
    [moment] = [field for field in fields if field.type == "datetime"]
    put(ann, moment, "2026-11-27T12:00:00Z", ada)
    Contact.update(created_at=datetime(2026, 11, 27, 12, tzinfo=UTC)).where(Contact.id == ann.id).execute()
    for key in (moment.key, "created_at"):
        [reason] = explain(parse({"field": key, "op": "on", "value": "2026-11-28"}), Contact.get_by_id(ann.id), asker_of(ada)).because
        assert (reason.holds, reason.value) == (True, "28 Nov 2026 01:00")
    assert show(moment, "2026-11-27T12:00:00Z") == "28 Nov 2026 01:00"


def test_what_goes_out_comes_in_again_without_a_change(fields, ada, settings):
    crowd = []
    for n in range(max(len(samples_of(field)) for field in fields)):
        typed = {field.key: samples_of(field)[n][0] for field in fields if n < len(samples_of(field))}
        crowd.append(contacts.create(contacts.Form(typed, f"p{n}@example.org"), by=ada, region="NO"))
    out, was = settings.data / "out.csv", rows()
    files.write(out, Selection(), people.columns_of("data"), ada)
    with out.open(newline="", encoding="utf-8-sig") as file:
        assert next(csv.reader(file))[-len(fields) :] == [field.key for field in fields]
    told = bring_in(out, settings, ada)
    assert (told["unchanged"], told["updated"], told["created"], told["refused"]) == (len(crowd), 0, 0, 0)
    for person in crowd:
        contacts.edit(person, dict.fromkeys((field.key for field in fields), ""), by=ada)
    assert rows() == []
    assert bring_in(out, settings, ada)["updated"] == len(crowd)
    assert rows() == was
    journal.undo(newest(), by=ada)
    assert rows() == []


def test_an_import_makes_people_with_it_and_refuses_what_it_can_not_hold(fields, ada, settings):
    file = settings.data / "in.csv"
    for field in fields:
        with file.open("w", newline="", encoding="utf-8") as out:
            good, bad = f"good-{field.type}@example.org", f"bad-{field.type}@example.org"
            csv.writer(out).writerows([["email", field.label], [good, samples_of(field)[0][0]], [bad, SAMPLES[field.type].refused[0]]])
        told = bring_in(file, settings, ada)
        assert (told["created"], told["refused"], len(told["reasons"])) == (1, 1, 1), field.type
        assert all(reasons.of(code).cell for code in told["reasons"]), f"a bad cell of {field.type} may be left blank"
        assert shown(Contact.select().order_by(Contact.id.desc()).get(), field) == samples_of(field)[0][1]


def test_lists_show_it_and_are_sorted_by_it(fields, ada, ann):
    for field in fields:
        crowd = [
            contacts.create(contacts.Form({"first_name": "P", field.key: typed}), by=ada, region="NO") for typed, _ in samples_of(field)
        ]
        ids = listing.page_ids(Selection(), Sort.parse(field.key), 0, 200, ada)
        assert len(ids) == Contact.select().count()
        if type_of(field).sorts:
            assert set(ids[: len(crowd)]) == {p.id for p in crowd}, "empty ones stand last"
            back = listing.page_ids(Selection(), Sort.parse(f"-{field.key}"), 0, 200, ada)
            assert back[: len(crowd)] == ids[: len(crowd)][::-1]
        found = {row.id: show(field, row.more[field.key]) for row in listing.rows([ann.id, *(p.id for p in crowd)], (field.key,))}
        assert found == {ann.id: ""} | {p.id: words for p, (_, words) in zip(crowd, samples_of(field), strict=True)}


def test_the_past_is_looked_up_with_the_value_of_then(fields, ada, ann):
    fill(ann, fields, ada)
    at = clock.now() + timedelta(hours=1)
    with clock.moved(timedelta(hours=2)):
        contacts.edit(ann, dict.fromkeys((field.key for field in fields), ""), by=ada)
        for field in fields:
            leaf = {"field": field.key, "op": "is_on" if field.type == "yesno" else "not_empty"}
            told = asof.compare(parse(leaf), at, then=asking(ada), now=asking(ada), actor=ada)
            assert (set(told.then), set(told.now)) == ({ann.id}, set()), field.type


def test_taken_away_it_is_gone_everywhere_and_undo_brings_it_back(fields, ada, ann):
    fill(ann, fields, ada)
    for field in fields:
        custom_fields.remove(CustomField.get_by_id(field.own.id), by=ada)
        assert field.key not in FIELDS
        assert field.key not in contacts.own_values(ann)
        assert field.key not in people.columns_of("data")
        assert field.label in [line.label for line in feed.of(ann)[0].lines], "the timeline still tells of it"
        journal.undo(newest(), by=ada)
        assert shown(ann, field) == samples_of(field)[0][1]
