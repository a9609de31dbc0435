"""Every kind of record but people × every type of field × everything one does with a field; on both databases."""

import csv

import pytest

from crm import clock, custom_fields, custom_objects, journal, kinds, members, selection
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.custom_fields import uniqueness, usage
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.fields import BadValue, show
from crm.fields.types import TYPES, type_of
from crm.filters import Asker, describe, parse
from crm.filters.explaining import explain
from crm.filters.times import Calendar
from crm.importing import running
from crm.importing.options import Options
from crm.journal import feed, work
from crm.kinds import BUSINESSES
from crm.models import CustomField, CustomValue, Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import as_typed, importing, keeping, values_of
from crm.records.listing import rows
from crm.selection import Selection
from tests.crm.custom_fields.trade import SAMPLES, make


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture(params=["businesses", "an object"])
def kind(request, ada):
    if request.param == "businesses":
        return BUSINESSES
    return kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)


@pytest.fixture
def fields(ada, kind):
    """A field of every type."""
    return [make(key, ada, kind) for key in TYPES]


@pytest.fixture
def verbs(kind):
    return keeping.verbs_of(kind)


@pytest.fixture
def fjord(ada, fields, verbs):
    return verbs.create({"name": "Fjord"}, by=ada)


@pytest.fixture
def fell(ada, fields, verbs):
    return verbs.create({"name": "Fell"}, by=ada)


def samples_of(field):
    return SAMPLES[field.type].values


def firsts(fields):
    return {field.key: samples_of(field)[0][0] for field in fields}


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def shown(record, field):
    return show(field, values_of(record)[field.key])


def asking(ada):
    return Asker(ada.id, Calendar.of(clock.now(), "UTC", "NO"), "NO")


def found(leaf, kind, ada):
    chosen = Selection(tree=parse(leaf, kind), kind=kind)
    return {i for (i,) in chosen.query(ada).tuples()}


def test_what_is_typed_is_shown_and_reads_back_and_every_edit_can_be_undone_and_redone(ada, fields, fjord, verbs):
    for field in fields:
        for typed, words in samples_of(field):
            verbs.edit(fjord, {field.key: typed}, by=ada)
            assert shown(fjord, field) == words
            assert not verbs.edit(fjord, {field.key: as_typed(fjord, field.key)}, by=ada), field.type
        done, last = newest(), samples_of(field)[-1][1]
        [line] = feed.lines_of([done.id])[done.id]
        assert (line.label, line.new) == (field.label, last)
        undone = journal.undo(done, by=ada).operation
        assert shown(fjord, field) == line.old
        journal.undo(undone, by=ada)
        assert shown(fjord, field) == last
        for refused in SAMPLES[field.type].refused:
            with pytest.raises(BadValue, match="is not"):
                verbs.edit(fjord, {field.key: refused}, by=ada)


def test_filters_find_it_describe_it_and_say_why(ada, kind, fields, fell, fjord, verbs):
    verbs.edit(fjord, firsts(fields), by=ada)
    everybody = found({"all": []}, kind, ada)
    assert {fell.id, fjord.id} <= everybody
    for field in fields:
        for op, value, passes in SAMPLES[field.type].asked:
            leaf = {"field": field.key, "op": op} | ({} if value is None else {"value": value})
            empty_too = everybody - {fjord.id} if op in ("is_off", "is_not", "has_none", "empty") else set()
            assert found(leaf, kind, ada) == ({fjord.id} if passes else set()) | empty_too, leaf
            assert found({"none": [leaf]}, kind, ada) == everybody - found(leaf, kind, ada)
            said = describe(parse(leaf, kind), kind)
            assert said.startswith(kind.words.heading), said
            assert field.label.lower() in said.lower()
            [reason] = explain(parse(leaf, kind), fjord, asking(ada), kind).because
            assert (reason.holds, reason.value) == (passes, samples_of(field)[0][1])


def test_lists_show_it_and_are_sorted_by_it_and_files_hold_it(ada, kind, fields, fell, settings, verbs):
    crowd = []
    for n in range(max(len(samples_of(field)) for field in fields)):
        values = {field.key: samples_of(field)[n][0] for field in fields if n < len(samples_of(field))}
        crowd.append(verbs.create({"name": f"N{n}", **values}, by=ada))
    total = selection.count(Selection(kind=kind), ada)
    for field in fields:
        here = [record.id for record in crowd[: len(samples_of(field))]]
        ids = listing.page_ids(Selection(kind=kind), Sort.parse(field.key, kind), 0, 200, ada)
        assert len(ids) == total
        if type_of(field).sorts:
            assert set(ids[: len(here)]) == set(here), "empty ones stand last"
            back = listing.page_ids(Selection(kind=kind), Sort.parse(f"-{field.key}", kind), 0, 200, ada)
            assert back[: len(here)] == ids[: len(here)][::-1]
        words = {row.id: show(field, row.cells[field.key]) for row in rows(kind, [fell.id, *here], (field.key,), ada)}
        assert words == {fell.id: ""} | {i: said for i, (_, said) in zip(here, samples_of(field), strict=True)}
    out = settings.data / "out.csv"
    assert files.write(out, Selection(kind=kind), columns_of("data", kind), ada).rows == total
    files.write(out.with_suffix(".xlsx"), Selection(kind=kind), columns_of("all", kind), ada)
    with out.open(newline="", encoding="utf-8-sig") as file:
        written = {row["name"]: row for row in csv.DictReader(file)}
    for record in crowd:
        again = {field.key: written[record.name][field.key].removeprefix("'") for field in fields}
        assert not verbs.edit(record, again, by=ada), "a file reads back without a change"


def test_taken_away_it_is_gone_everywhere_and_undo_brings_it_back(ada, kind, fields, fjord, verbs):
    verbs.edit(fjord, firsts(fields), by=ada)
    for field in fields:
        made = CustomField.get_by_id(field.own.id)
        assert usage.filled(kind.number, [field])[field.own.id] == 1
        custom_fields.remove(made, by=ada)
        assert field.key not in kind.fields
        assert field.key not in values_of(fjord)
        journal.undo(newest(), by=ada)
        assert shown(fjord, field) == samples_of(field)[0][1]


def test_a_unique_value_stays_with_one_record_and_a_required_one_is_asked_for(ada, kind, verbs):
    custom_fields.define(custom_fields.Wanted("Number plate", unique=True, required=True, subject=kind.number), by=ada)
    verbs.create({"name": "One", "cf_number_plate": "AB 1"}, by=ada)
    with pytest.raises(uniqueness.Taken, match="One"):
        verbs.create({"name": "Two", "cf_number_plate": "ab 1"}, by=ada)
    with pytest.raises(uniqueness.Missing):
        verbs.create({"name": "Two"}, by=ada)
    assert not CustomValue.select().where(CustomValue.text == "ab 1").exists()


def bring_in(file, kind, settings, ada):
    head = importing.start(kind, file, Options(), by=ada, folder=settings.data / "files")
    work.run(head.id)
    told = running.result(Operation.get_by_id(head.id))
    return {key: told[key] for key in ("created", "updated", "unchanged", "refused") if told[key]}


def cells():
    """Every value there is, whatever its row is called by now."""
    value = CustomValue
    return sorted(value.select(value.record, value.field, value.position, value.text, value.num).tuples(), key=repr)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_without_a_change_and_after_a_loss_as_it_was(ada, kind, fields, settings, verbs, form):
    crowd = []
    for n in range(max(len(samples_of(field)) for field in fields)):
        values = {field.key: samples_of(field)[n][0] for field in fields if n < len(samples_of(field))}
        crowd.append(verbs.create({"name": f"N{n}", **values}, by=ada))
    out, was, known = settings.data / f"out.{form}", cells(), [record.id for record in crowd]
    chosen = Selection(tree=parse({"field": "name", "op": "starts_with", "value": "N"}, kind), kind=kind)
    assert files.write(out, chosen, columns_of("data", kind), ada).rows == len(known)
    assert bring_in(out, kind, settings, ada) == {"unchanged": len(known)}
    for record in crowd:
        verbs.edit(record, dict.fromkeys((field.key for field in fields), ""), by=ada)
    assert cells() == []
    assert bring_in(out, kind, settings, ada) == {"updated": len(known)}
    assert cells() == was
    journal.undo(newest(), by=ada)
    assert cells() == []


def test_an_import_makes_records_with_it_and_refuses_what_it_can_not_hold(ada, kind, fields, settings):
    file = settings.data / "in.csv"
    for field in fields:
        with file.open("w", newline="", encoding="utf-8") as out:
            rows_ = [[f"Good {field.type}", samples_of(field)[0][0]], [f"Bad {field.type}", SAMPLES[field.type].refused[0]]]
            csv.writer(out).writerows([["name", field.label], *rows_])
        assert bring_in(file, kind, settings, ada) == {"created": 1, "refused": 1}, field.type
        made = kind.table.select().order_by(kind.table.id.desc()).get()
        assert shown(made, field) == samples_of(field)[0][1]
