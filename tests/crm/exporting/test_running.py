import csv
import os
import time

import pytest

from crm import contacts
from crm.errors import NotFound
from crm.exporting import files, running
from crm.exporting.people import columns_of
from crm.journal import work
from crm.journal.lease import claim
from crm.members import changing
from crm.models import Contact, Operation
from crm.selection import Selection

COLUMNS = columns_of("id,first_name,owner")


@pytest.fixture
def crowd(ada, bob):
    return [
        contacts.create(contacts.Form({"first_name": f"P{n}", "owner": bob.email if n % 2 else ""}), by=ada, region="US") for n in range(7)
    ]


@pytest.fixture
def waiting(monkeypatch):
    """Exports are left to the worker."""
    monkeypatch.setattr(running, "AT_ONCE", 0)


def rows_of(head, by):
    with running.file_of(head, by).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_a_small_file_is_there_at_once_with_its_count_and_checksum(ada, crowd):
    head = running.start(Selection(), COLUMNS, "csv", by=ada)
    assert (head.status, head.done, head.params["rows"]) == ("done", 7, 7)
    assert head.params["sha256"] == files.checksum(running.file_of(head, ada))
    assert [row[1] for row in rows_of(head, ada)] == [f"P{n}" for n in range(7)]


def test_the_file_holds_as_many_as_the_screen_said_whatever_happens_meanwhile(ada, crowd, waiting):
    head = running.start(Selection(search="P"), COLUMNS, "csv", by=ada)
    contacts.create(contacts.Form({"first_name": "P late"}), by=ada, region="US")
    contacts.archive(crowd[0], by=ada)
    work.run(head.id)
    assert len(rows_of(Operation.get_by_id(head.id), ada)) == head.total == 7


def test_whom_a_member_no_longer_sees_is_left_out_and_counted(ada, crowd, bob, waiting):
    head = running.start(Selection(), COLUMNS, "csv", by=bob)
    changing.set_role(bob, "member", True, by=ada)
    work.run(head.id)
    head = Operation.get_by_id(head.id)
    assert (head.done, head.refused) == (3, 4)
    assert {row[2] for row in rows_of(head, type(bob).get_by_id(bob.id))} == {bob.email}


def test_a_file_is_only_for_whom_made_it_and_while_they_see_everybody_in_it(ada, crowd, bob):
    head = running.start(Selection(), COLUMNS, "csv", by=bob)
    with pytest.raises(NotFound):
        running.file_of(head, ada)
    changing.set_role(bob, "member", True, by=ada)
    with pytest.raises(running.NoLongerSeen):
        running.file_of(head, type(bob).get_by_id(bob.id))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_half_written_by_a_worker_that_died_is_begun_anew(ada, crowd, waiting, monkeypatch, form):
    monkeypatch.setattr(running, "PAGE", 2)
    head = running.start(Selection(), COLUMNS, form, by=ada)
    lease = claim(head.id)
    assert running.step(lease)
    assert running.step(lease)
    lease.release()
    work.run(head.id)
    head = Operation.get_by_id(head.id)
    assert (head.status, head.done, head.unchanged, head.params["rows"]) == ("done", 7, 7, 7)
    if form == "csv":
        assert [int(row[0]) for row in rows_of(head, ada)] == [one.id for one in crowd]


def test_nobody_is_refused_with_a_sentence_and_leaves_nothing(ada):
    with pytest.raises(running.Nobody):
        running.start(Selection(), COLUMNS, "csv", by=ada)
    assert not Operation.select().where(Operation.kind == "export").exists()


def test_the_note_says_whom_when_how_many_and_the_checksum(ada, crowd):
    head = running.start(Selection(), COLUMNS, "csv", by=ada)
    note = running.note_of(head)
    assert all(part in note for part in ("People: Everybody", "Rows: 7", head.params["sha256"], "first_name", running.name_of(head)))


def test_files_are_removed_when_their_window_has_ended(ada, crowd):
    head = running.start(Selection(), COLUMNS, "csv", by=ada)
    assert running.clear() == 0
    long_ago = time.time() - 61 * 86_400
    os.utime(running.file_of(head, ada), (long_ago, long_ago))
    assert running.clear() == 1
    with pytest.raises(running.Removed):
        running.file_of(head, ada)
    assert Contact.select().count() == 7
