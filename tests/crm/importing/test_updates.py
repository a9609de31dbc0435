"""What an import does to people who are known: gains, never losses; later rows of one person win; what moved is left alone."""

import pytest

from crm import contact_types, contacts, journal, members
from crm.contacts import addresses
from crm.importing import running
from crm.importing.options import Options
from crm.journal import room, work
from crm.models import Contact, Dnc, Note, Operation
from crm.tags import of as tags_of
from tests.crm.journal.world import clear


@pytest.fixture
def ada(database):
    clear()
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def bring(settings, ada):
    """Import lines of CSV."""

    def bring_in(*lines: str, between=None, **options):
        file = settings.data / "in.csv"
        file.write_text("\n".join(lines))
        head = running.start(file, "in.csv", Options(**options), by=ada, folder=settings.data / "files")
        if between:
            between(head)
        work.run(head.id)
        return running.result(Operation.get_by_id(head.id))

    return bring_in


@pytest.fixture
def ann(ada):
    form = contacts.Form({"first_name": "Ann", "last_name": "Lee", "city": "Oslo"}, "ann@example.org", "(503) 555-0100")
    return contacts.create(form, by=ada, region="US")


def fresh(person):
    return Contact.get_by_id(person.id)


def counts(told):
    return {k: v for k, v in told.items() if k in ("created", "updated", "unchanged", "merged_in_file", "refused") and v}


HEAD = "first_name,last_name,email,phone,city,source,tags,note,dnc"


def test_fill_adds_what_is_missing_and_overwrites_nothing(bring, ann):
    told = bring(HEAD, "Annie,,ANN@example.org,,Bergen,Fair,vip,Called,")
    assert counts(told) == {"updated": 1}
    assert (fresh(ann).first_name, fresh(ann).city, fresh(ann).source) == ("Ann", "Oslo", "Fair")
    assert [t.name for t in tags_of(ann)] == ["vip"]
    assert [n.text for n in Note.select()] == ["Called"]


def test_overwrite_takes_the_files_values_and_its_first_number_leads(bring, ann):
    told = bring(HEAD, "Annie,,ann@example.org,(503) 555-0199,,,,,", on_match="overwrite")
    assert counts(told) == {"updated": 1}
    assert (fresh(ann).first_name, fresh(ann).last_name, fresh(ann).city) == ("Annie", "Lee", "Oslo")
    assert [p.typed for p in addresses.phones_of(fresh(ann))] == ["(503) 555-0199", "(503) 555-0100"]


def test_the_same_file_again_changes_nothing(bring, ann):
    lines = (HEAD, "Annie,,ann@example.org,503-555-0100,Bergen,Fair,VIP; new,Called,email", "Bo,Ek,bo@example.org,,,,,,")
    bring(*lines)
    before = Operation.select().count()
    assert counts(bring(*lines)) == {"unchanged": 2}
    assert Operation.select().count() == before + 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"mode": "create"}, {"unchanged": 1, "created": 1}),
        ({"mode": "update"}, {"updated": 1, "refused": 1}),
        ({"on_match": "skip"}, {"unchanged": 1, "created": 1}),
        ({"match": ("id",)}, {"created": 2}),
        ({"match": ("phone",)}, {"created": 2}),
    ],
)
def test_modes_and_match_orders(bring, ann, options, expected):
    assert counts(bring(HEAD, "Annie,,ann@example.org,,,Fair,,,", "Bo,,bo@example.org,,,,,,", **options)) == expected


def test_a_number_matches_with_the_same_name_and_no_other_address(bring, ann):
    told = bring(HEAD, "ann,LEE,,503.555.0100,,Fair,,,", "Ann,Lee,other@example.org,503.555.0100,,,,,", "Bob,Lee,,503.555.0100,,,,,")
    assert counts(told) == {"updated": 1, "created": 2}
    assert fresh(ann).source == "Fair"


def test_rows_of_one_person_are_one_person_and_the_later_wins(bring, ada):
    told = bring(HEAD, "A,B,x@example.org,,Oslo,,t1,,all", "A,C,X@example.org,,,Fair,t2,,no", ",,x@example.org,,Bergen,,,,")
    assert counts(told) == {"created": 1, "merged_in_file": 2}
    person = Contact.get()
    assert (person.last_name, person.city, person.source, person.dnc) == ("C", "Bergen", "Fair", 15)
    assert {t.name for t in tags_of(person)} == {"t1", "t2"}


def test_rows_of_one_known_person_across_batches_are_one(bring, ann, monkeypatch):
    monkeypatch.setattr("crm.journal.lease.Lease._adapt", lambda self, _: setattr(self, "size", 1))
    monkeypatch.setattr("crm.journal.lease._FIRST", 1)
    told = bring(
        HEAD,
        "Ann,Lee,ann@example.org,,,Fair,,,",
        "Ann,Lee,ann@example.org,,,Web,,,",
        "New,,new@example.org,,A,,,,",
        "New,,new@example.org,,B,,,,",
    )
    assert counts(told) == {"updated": 1, "merged_in_file": 2, "created": 1}
    assert fresh(ann).source == "Web"
    assert Contact.get(Contact.first_name == "New").city == "B"


def test_two_people_with_one_address_are_ambiguous_and_the_archive_is_not_searched(bring, ann, ada):
    other = contacts.create(contacts.Form({"first_name": "Twin"}), by=ada, region="US")
    addresses.add_email(other, "ann@example.org", by=ada)
    assert bring(HEAD, "Ann,,ann@example.org,,,,,,")["reasons"] == {"ambiguous": 1}
    contacts.archive(other, by=ada)
    assert counts(bring(HEAD, "Ann,,ann@example.org,,,Fair,,,")) == {"updated": 1}
    contacts.archive(fresh(ann), by=ada)
    assert bring(HEAD, "Ann,,ann@example.org,,,,,,")["reasons"] == {"archived": 1}


@pytest.mark.parametrize("while_it_runs", [False, True])
def test_a_type_that_was_deleted_since_the_review_is_given_to_nobody(bring, ann, ada, monkeypatch, while_it_runs):
    partner = contact_types.add("Partner", by=ada)
    lines = ("first_name,email,type", "Ann,ann@example.org,partner", "Bo,bo@example.org,partner", "Cai,cai@example.org,lead")

    hold = room.hold_types

    def delete(head=None):
        if head:
            _plan_only(head)
        monkeypatch.setattr(room, "hold_types", hold)
        contact_types.remove(partner, by=ada)

    if while_it_runs:
        monkeypatch.setattr(room, "hold_types", lambda: (delete(), hold()))
    told = bring(*lines, between=None if while_it_runs else delete)
    assert (counts(told), told["reasons"]) == ({"created": 1, "refused": 2}, {"choice": 2})
    assert [one.first_name for one in Contact.select().where(Contact.id != ann.id)] == ["Cai"]


def test_what_moved_between_plan_and_apply_is_left_alone_and_said(bring, ann, ada):
    def meanwhile(head):
        _plan_only(head)
        contacts.edit(fresh(ann), {"source": "Web"}, by=ada)

    told = bring(HEAD, "Ann,,ann@example.org,,,Fair,,,", between=meanwhile)
    assert counts(told) == {"unchanged": 1}
    assert fresh(ann).source == "Web"


def test_somebody_created_between_plan_and_apply_is_not_doubled(bring, ada):
    def meanwhile(head):
        _plan_only(head)
        contacts.create(contacts.Form({"first_name": "Bo"}, "bo@example.org"), by=ada, region="US")

    told = bring(HEAD, "Bo,,bo@example.org,,,,,,", between=meanwhile)
    assert told["reasons"] == {"moved": 1}
    assert Contact.select().count() == 1


def _plan_only(head):
    """Run the plan, and leave applying it to the next worker."""
    from crm.journal.lease import claim

    lease = claim(head.id)
    while lease.head.status == "planning":
        running.step(lease)
    lease.release()


def test_undo_takes_created_people_out_puts_updated_ones_back_and_keeps_later_edits(bring, ann, ada):
    told = bring(HEAD, "Ann,,ann@example.org,,,Fair,vip,,", "Bo,,bo@example.org,,,,,,", "Cy,,cy@example.org,,,,,,")
    cy = Contact.get(Contact.first_name == "Cy")
    contacts.edit(cy, {"city": "Rome"}, by=ada)
    contacts.edit(fresh(ann), {"source": "Web"}, by=ada)
    outcome = journal.undo(Operation.get_by_id(told["operation"]), by=ada)
    assert (fresh(ann).source, fresh(ann).state) == ("Web", 1)
    assert tags_of(ann) == []
    assert Contact.get(Contact.first_name == "Bo").state == 0
    assert fresh(cy).state == 1
    assert [v.why for v in outcome.kept] == ["used since"]
    journal.undo(outcome.operation, by=ada)
    assert Contact.get(Contact.first_name == "Bo").state == 1


def test_opt_outs_outlive_the_undo_of_their_import_and_are_never_lowered(bring, ann, ada):
    bring(HEAD, "Ann,,ann@example.org,,,,,,!email")
    head = Operation.select().order_by(Operation.id.desc()).get()
    assert counts(bring(HEAD, "Ann,,ann@example.org,,,,,,no")) == {"unchanged": 1}
    outcome = journal.undo(head, by=ada)
    assert [v.why for v in outcome.kept] == ["the person’s own opt-out"]
    assert fresh(ann).dnc == 1
    assert Dnc.get().state == 1


def test_an_extension_tells_numbers_apart(bring, ann):
    bring(HEAD, "Ann,,ann@example.org,(503) 555-0100 x12,,,,,")
    assert [p.typed for p in addresses.phones_of(ann)] == ["(503) 555-0100", "(503) 555-0100 x12"]
