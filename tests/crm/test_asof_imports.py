"""Who came with an import, asked for a past day: undone or not as the import was on that day."""

import json
from datetime import timedelta
from importlib import import_module

import pytest

from crm import asof, clock, contacts, journal, members
from crm.filters import Asker, read
from crm.filters.times import Calendar
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import Contact, Operation

DAYS = 5


@pytest.fixture
def office(settings, database):
    """Ann is known; five days ago an import made Bo and changed Ann."""
    with clock.moved(-timedelta(days=DAYS + 1)):
        ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
        contacts.create(contacts.Form({"first_name": "Ann"}, "ann@example.org"), by=ada, region="NO")
    path = settings.data / "people.csv"
    path.write_text("first_name,email,city\nAnn,ann@example.org,Oslo\nBo,bo@example.org,Oslo\n")
    with clock.moved(-timedelta(days=DAYS)):
        head = running.start(path, path.name, Options(), by=ada, folder=settings.data / "files")
        work.run(head.id)
    return ada, Operation.get_by_id(head.id)


def came_with(head, by, days, *more):
    """Whose names were found `days` ago, and now."""
    where = [{"field": "id", "op": "eq", "value": head.id}, *more]
    tree = read(json.dumps({"related": "imports", "where": {"all": where}, "count": {"op": "gte", "value": 1}}))
    moment = clock.now() - timedelta(days=days) + timedelta(hours=1)
    asker = Asker(by.id, Calendar.of(moment, "Europe/Oslo", "NO"), "NO")
    found = asof.compare(tree, moment, then=asker, now=asker, actor=by)
    names = dict(Contact.select(Contact.id, Contact.first_name).tuples())
    return "".join(sorted(names[i] for i in found.then)), "".join(sorted(names[i] for i in found.now))


def taken_back(head, by, days, subjects=None):
    with clock.moved(-timedelta(days=days)):
        made = journal.undo(Operation.get_by_id(head.id), by=by, subjects=subjects).operation
        work.run(made.id)
    return Operation.get_by_id(made.id)


def test_an_import_stood_until_it_was_undone_and_again_since_the_undo_was(office):
    ada, head = office
    first = taken_back(head, ada, 4)
    second = taken_back(first, ada, 3)
    third = taken_back(second, ada, 2)
    assert [came_with(head, ada, days)[0] for days in (6, 5, 4, 3, 2)] == ["", "AnnBo", "", "AnnBo", ""]
    assert came_with(head, ada, 5)[1] == ""
    taken_back(third, ada, 1)
    assert [came_with(head, ada, days) for days in (5, 2, 1)] == [("AnnBo", "AnnBo"), ("", "AnnBo"), ("AnnBo", "AnnBo")]


@pytest.mark.parametrize("at_once", [0, 100])
def test_an_import_of_which_a_part_was_undone_stands(office, monkeypatch, at_once):
    ada, head = office
    monkeypatch.setattr(import_module("crm.journal.undo"), "AT_ONCE", at_once)
    bo = Contact.get(Contact.first_name == "Bo")
    part = taken_back(head, ada, 4, [(Contact.number, bo.id)])
    assert Operation.get_by_id(head.id).undone_by is None
    assert [came_with(head, ada, days)[0] for days in (5, 4)] == ["AnnBo", "Ann"]
    taken_back(part, ada, 3)
    assert [came_with(head, ada, days)[0] for days in (5, 4, 3)] == ["AnnBo", "Ann", "AnnBo"]


def test_the_undo_of_a_part_that_was_undone_does_not_bring_back_an_import_that_is_undone_whole(office):
    ada, head = office
    bo = Contact.get(Contact.first_name == "Bo")
    part = taken_back(head, ada, 4, [(Contact.number, bo.id)])
    whole = taken_back(head, ada, 3)
    taken_back(part, ada, 2)
    assert Operation.get_by_id(head.id).undone_by == whole.id
    assert came_with(head, ada, 2)[0] == ""


def test_those_an_import_made_and_those_it_changed_are_told_apart(office):
    ada, head = office
    assert {word: came_with(head, ada, 5, {"field": "outcome", "op": "is", "value": word}) for word in ("created", "changed")} == {
        "created": ("Bo", "Bo"), "changed": ("Ann", "Ann"),
    }  # fmt: skip
    assert came_with(head, ada, 5, {"field": "outcome", "op": "any_of", "value": ["Created", "changed"]}) == ("AnnBo", "AnnBo")
    taken_back(head, ada, 4)
    assert came_with(head, ada, 4, {"field": "outcome", "op": "contains", "value": "creat"}) == ("", "")
