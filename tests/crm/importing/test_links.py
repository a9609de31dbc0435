"""Links in files of people: named in a column of each way, looked at in the dry run, written with their rows, and undone with them."""

import pytest

from crm import associations, contacts, journal, members
from crm.associations import labels
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import keeping as businesses
from crm.importing import drafts, outcome, reviewing, running
from crm.importing.options import Options
from crm.importing.session import resume
from crm.journal import lease, work
from crm.kinds import BUSINESSES
from crm.models import LIVE, Association, Contact, Event, Operation, OperationItem
from crm.models.operation import FAILED
from crm.records import linking


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def vets(ada):
    """Businesses that are a vet of people: a person has any number, and a vet has any number of clients."""
    return labels.create(Wanted("Vet", "Client", 1, BUSINESSES.number), by=ada)


@pytest.fixture
def clinic(ada):
    return businesses.create({"name": "Hill Clinic"}, by=ada)


@pytest.fixture
def ann(ada):
    return contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Lee"}, "ann@example.org"), by=ada, region="NO")


@pytest.fixture
def brought(settings, ada):
    """An import of a file of these lines, done."""

    def made(*lines, by=ada, name="people.csv", **options):
        path = settings.data / name
        path.write_text("\n".join(lines))
        head = running.start(path, name, Options(**options), by=by, folder=settings.data / "files")
        work.run(head.id)
        return Operation.get_by_id(head.id)

    return made


def pairs():
    link = Association
    return sorted(link.select(link.kind_a, link.a, link.kind_b, link.b).where(link.state == LIVE).tuples())


def told(head):
    found = running.result(head)
    return found["created"], found["updated"], found["unchanged"], found["merged_in_file"], found["reasons"]


def test_new_and_known_people_are_linked_and_both_records_tell_of_it(brought, vets, clinic, ann):
    head = brought("first_name,email,Link: Vet", "Ann,ann@example.org,Hill Clinic", f"Bo,bo@example.org,Hill Clinic #{clinic.id}")
    bo = Contact.get(Contact.first_name == "Bo")
    assert told(head) == (1, 1, 0, 0, {})
    assert pairs() == [(1, ann.id, BUSINESSES.number, clinic.id), (1, bo.id, BUSINESSES.number, clinic.id)]
    for kind, record in ((1, ann), (1, bo), (BUSINESSES.number, clinic)):
        here = (Event.operation == head.id) & (Event.subject_kind == kind) & (Event.subject_id == record.id)
        assert Event.select().where(here).count() == 1
    assert told(brought("first_name,email,Link: Vet", "Ann,ann@example.org,Hill Clinic", "Bo,bo@example.org,Hill Clinic")) == (
        0,
        0,
        2,
        0,
        {},
    )


def test_undo_takes_the_links_away_and_its_undo_brings_them_back(brought, vets, clinic, ann, ada):
    head = brought("first_name,email,Link: Vet", "Ann,ann@example.org,Hill Clinic", "Bo,bo@example.org,Hill Clinic")
    linked = pairs()
    undo = journal.undo(head, by=ada).operation
    work.run(undo.id)
    assert pairs() == []
    again = journal.undo(Operation.get_by_id(undo.id), by=ada).operation
    work.run(again.id)
    assert pairs() == linked


def test_undoing_some_rows_takes_their_links_too(brought, vets, clinic, ann, ada):
    head = brought("first_name,email,Link: Vet", "Ann,ann@example.org,Hill Clinic", "Bo,bo@example.org,Hill Clinic")
    bo = Contact.get(Contact.first_name == "Bo")
    ids = outcome.contacts_of(head, [1])
    journal.undo(head, by=ada, subjects=[(1, i) for i in ids] + linking.born_with(head.id, 1, ids))
    assert pairs() == [(1, bo.id, BUSINESSES.number, clinic.id)]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [("Nobody Known", "link_nobody"), ("Twin", "link_several"), ("#999", "link_nobody"), ("Other Name #{}", "link_nobody")],
)
def test_a_row_that_names_nobody_or_several_is_refused_unless_such_cells_are_left_blank(brought, vets, clinic, ada, entry, reason):
    for _ in range(2):
        contacts.create(contacts.Form({"first_name": "Twin"}), by=ada, region="NO")
    labels.create(Wanted("Friend", "", 1, 1), by=ada)
    column = "Friend" if entry == "Twin" else "Vet"
    lines = (f"first_name,email,Link: {column}", f"Bo,bo@example.org,{entry.format(clinic.id)}")
    assert told(brought(*lines)) == (0, 0, 0, 0, {reason: 1})
    assert told(brought(*lines, bad_cell="blank")) == (1, 0, 0, 0, {})
    assert pairs() == []


def test_the_good_links_of_a_cell_come_in_where_the_others_are_left_out(brought, vets, clinic, ada):
    lines = ("first_name,email,Link: Vet", "Bo,bo@example.org,Nobody Known; Hill Clinic; #999")
    assert told(brought(*lines)) == (0, 0, 0, 0, {"link_nobody": 1})
    assert told(brought(*lines, bad_cell="blank")) == (1, 0, 0, 0, {})
    assert pairs() == [(1, Contact.get(Contact.first_name == "Bo").id, BUSINESSES.number, clinic.id)]


def test_a_label_with_room_for_one_takes_no_second_one(brought, ann, clinic, ada):
    label = labels.create(Wanted("Vet", "Client", 1, BUSINESSES.number, one_b=True), by=ada)
    other = businesses.create({"name": "Shore Clinic"}, by=ada)
    associations.link((1, ann.id), Way(label, "a"), (BUSINESSES.number, clinic.id), by=ada)
    head = brought(
        "first_name,email,Link: Vet", "Ann,ann@example.org,Shore Clinic", "Bo,bo@example.org,Shore Clinic", "Cy,cy@example.org,Hill Clinic; Shore Clinic"
    )  # fmt: skip
    assert told(head) == (1, 0, 0, 0, {"link_full": 2})
    assert pairs() == [
        (1, ann.id, BUSINESSES.number, clinic.id),
        (1, Contact.get(Contact.first_name == "Bo").id, BUSINESSES.number, other.id),
    ]


def test_rows_of_one_person_in_a_file_bring_all_their_links(brought, vets, clinic, ada):
    shore = businesses.create({"name": "Shore Clinic"}, by=ada)
    head = brought("first_name,email,Link: Vet", "Bo,bo@example.org,Hill Clinic", "Bo,bo@example.org,Shore Clinic; Hill Clinic")
    bo = Contact.get(Contact.first_name == "Bo")
    assert told(head) == (1, 0, 0, 1, {})
    assert pairs() == [(1, bo.id, BUSINESSES.number, clinic.id), (1, bo.id, BUSINESSES.number, shore.id)]


def test_people_who_are_left_as_they_are_get_no_links(brought, vets, clinic, ann):
    assert told(brought("first_name,email,Link: Vet", "Ann,ann@example.org,Hill Clinic", on_match="skip")) == (0, 0, 1, 0, {})
    assert pairs() == []


def test_the_dry_run_shows_whom_a_row_would_be_linked_with_and_exactly_that_is_written(settings, ada, vets, clinic, ann):
    path = settings.data / "people.csv"
    path.write_text("first_name,email,Link: Vet\nAnn,ann@example.org,Hill Clinic\nBo,bo@example.org,Hill Clinic\n")
    head = drafts.begin(path, "people.csv", Options(), by=ada, folder=settings.data / "files")
    work.run(drafts.check(head).id)
    head = Operation.get_by_id(head.id)
    items = list(OperationItem.select().where(OperationItem.operation == head.id).order_by(OperationItem.seq))
    shown = reviewing.lines(resume(head), items, ada)
    assert [[tuple(cell) for cell in line.cells if cell.label == "Link: Vet"] for line in shown] == [
        [("Link: Vet", "", "Hill Clinic", True)]
    ] * 2
    assert pairs() == []
    associations.link((1, ann.id), Way(vets, "a"), (BUSINESSES.number, clinic.id), by=ada)
    work.run(drafts.run(head, head.params["plan"]).id)
    assert told(Operation.get_by_id(head.id)) == (1, 0, 1, 0, {}), "the link that was there by then isn't written twice"
    assert len(pairs()) == 2


def test_a_label_that_was_deleted_meanwhile_is_said_and_nobody_comes_in(settings, ada, vets, clinic):
    path = settings.data / "people.csv"
    path.write_text("first_name,email,Link: Vet\nBo,bo@example.org,Hill Clinic\n")
    head = running.start(path, "people.csv", Options(), by=ada, folder=settings.data / "files")
    draft = drafts.begin(path, "people.csv", Options(), by=ada, folder=settings.data / "files")
    work.run(drafts.check(draft).id)
    labels.remove(vets, by=ada)
    work.run(head.id)
    assert (Operation.get_by_id(head.id).status, Contact.select().exists()) == (FAILED, False)
    with pytest.raises(drafts.FieldGone):
        drafts.run(draft, Operation.get_by_id(draft.id).params["plan"])
    assert reviewing.lines(
        resume(Operation.get_by_id(draft.id)), list(OperationItem.select().where(OperationItem.operation == draft.id)), ada
    )


def test_links_are_found_in_many_batches_and_a_record_tells_of_the_import_once(brought, vets, clinic, monkeypatch):
    for name in ("_FIRST", "_SMALLEST", "_LARGEST"):
        monkeypatch.setattr(lease, name, 10)
    head = brought("first_name,email,Link: Vet", *(f"P{n},p{n}@example.org,Hill Clinic" for n in range(35)))
    assert (told(head), len(pairs())) == ((35, 0, 0, 0, {}), 35)
    assert Event.select().where((Event.operation == head.id) & (Event.subject_kind == BUSINESSES.number)).count() == 1
