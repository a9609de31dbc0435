"""A draft is planned, looked at, and applied exactly so; words, blanks, the archive and rows of several people as a person decided."""

from dataclasses import replace

import pytest

from crm import contacts, lists, members
from crm.importing import drafts, outcome, running
from crm.importing.options import Options
from crm.importing.session import resume
from crm.journal import undo, work
from crm.models import LIVE, Contact, Operation, SmartList
from crm.models.operation import DONE, DRAFT, PLANNING
from crm.selection import Selection, count


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def ann(ada):
    form = contacts.Form({"first_name": "Ann", "city": "Oslo"}, "ann@example.org")
    return contacts.create(form, by=ada, region="NO")


@pytest.fixture
def begin(settings, ada):
    """A draft of a file of these lines."""

    def made(*lines, **chosen):
        path = settings.data / "people.csv"
        path.write_text("\n".join(lines))
        head = drafts.begin(path, "people.csv", Options(), by=ada, folder=settings.data / "files")
        return drafts.change(head, "choose", replace(drafts.options_of(head), **chosen))

    return made


def fresh(head):
    return Operation.get_by_id(head.id)


def planned(head):
    work.run(drafts.check(head).id)
    return fresh(head)


def applied(head):
    work.run(drafts.run(head, head.params["plan"]).id)
    return fresh(head)


def test_a_plan_waits_as_a_draft_and_only_the_plan_that_was_seen_runs(begin):
    head = planned(begin("first_name,email", "Bo,bo@example.org"))
    assert (head.status, head.params["counts"], head.lease_owner) == (DRAFT, [[1, "", 1]], "")
    with pytest.raises(drafts.Changed):
        drafts.run(head, "another plan")
    again = drafts.change(head, "choose", replace(drafts.options_of(head), tags=("fair",)))
    with pytest.raises(drafts.Changed):
        drafts.run(again, head.params["plan"])
    assert applied(planned(again)).status == DONE
    assert Contact.select().count() == 1
    with pytest.raises(drafts.NotADraft):
        drafts.check(head)


def test_choices_changed_while_the_worker_looks_stop_it(begin):
    head = begin("first_name,email", *(f"P{n},p{n}@example.org" for n in range(1_500)))
    drafts.check(head)

    def change_once(now):
        if now.status == PLANNING and now.cursor < 1_500 and not fresh(head).params["options"]["tags"]:
            drafts.change(head, "choose", replace(drafts.options_of(head), tags=("fair",)))

    work.run(head.id, change_once)
    assert (fresh(head).status, fresh(head).params["plan"]) == (DRAFT, None)
    assert planned(fresh(head)).params["counts"] == [[1, "", 1_500]]


@pytest.mark.parametrize(("since", "city", "reason"), [("Rome", "Rome", "moved"), ("", "", "moved"), ("Oslo", "Bergen", "")])
def test_a_value_that_others_changed_since_the_plan_is_not_overwritten(begin, ada, ann, since, city, reason):
    head = planned(begin("first_name,email,city", "Ann,ann@example.org,Bergen", on_match="overwrite"))
    contacts.edit(ann, {"city": "Paris"}, by=ada)
    contacts.edit(ann, {"city": since}, by=ada)
    head = applied(head)
    assert Contact.get_by_id(ann.id).city == city
    assert running.result(head)["reasons"] == ({reason: 1} if reason else {})


def test_two_rows_of_one_number_are_both_taken_when_only_numbers_match(begin, ann):
    head = begin("id,city,source", f"{ann.id},Bergen,Fair", f"{ann.id},Rome,", columns={"0": "id"}, match=("id",), on_match="overwrite")
    head = applied(planned(head))
    now = Contact.get_by_id(ann.id)
    assert (now.city, now.source, running.result(head)["refused"]) == ("Rome", "Fair", 0)


@pytest.mark.parametrize(("erase", "city"), [(True, ""), (False, "Oslo")])
def test_blank_cells_empty_a_field_only_when_asked_and_undo_brings_it_back(begin, ada, ann, erase, city):
    head = applied(planned(begin("first_name,email,city", "Anna,ann@example.org,", on_match="overwrite", erase=erase)))
    assert Contact.get_by_id(ann.id).city == city
    undo(head, by=ada)
    assert (Contact.get_by_id(ann.id).city, Contact.get_by_id(ann.id).first_name) == ("Oslo", "Ann")


def test_somebody_in_the_archive_comes_back_changed_and_goes_back_by_undo(begin, ada, ann):
    contacts.archive(ann, by=ada)
    head = begin("first_name,email,city", "Ann,ann@example.org,Bergen", on_match="overwrite", answers={"archived": "restore"})
    head = applied(planned(head))
    assert (Contact.get_by_id(ann.id).state, Contact.get_by_id(ann.id).city) == (LIVE, "Bergen")
    assert count(Selection(search="ann@example.org"), ada) == 1
    undo(head, by=ada)
    assert (Contact.get_by_id(ann.id).state, Contact.get_by_id(ann.id).city) == (2, "Oslo")


def test_words_stand_for_what_a_person_said(begin):
    head = begin("first_name,country,type", "A,Oz,Active", "B,Oz,Lead", values={"1": {"oz": "NZ"}, "2": {"active": ""}})
    applied(planned(head))
    assert [(one.first_name, one.type and one.type.label) for one in Contact.select().order_by(Contact.id)] == [("A", None), ("B", "Lead")]


def test_of_an_outcome_file_only_failed_rows_are_taken_under_the_import_they_came_from(begin, settings, ada):
    first = applied(planned(begin("first_name,email", "Ann,ann@example.org", "Bob,bad", tags=("fair",))))
    path = settings.data / "outcome.csv"
    outcome.write(path, resume(first).source, outcome.items_of(first), "")
    path.write_text(path.read_text().replace("bad", "bob@example.org").replace("Ann", "Zoe"))
    head = drafts.begin(path, "outcome.csv", Options(), by=ada, folder=settings.data / "files")
    assert (head.params["of"], drafts.options_of(head).tags) == (first.id, ("fair",))
    assert planned(head).params["counts"] == [[1, "", 1], [3, "done_before", 1]]
    told = running.result(applied(fresh(head)))
    assert (told["created"], told["unchanged"], told["refused"]) == (1, 1, 0)
    assert sorted(one.first_name for one in Contact.select()) == ["Ann", "Bob"]


def test_the_list_of_an_import_is_made_once_and_goes_with_its_undo(begin, ada):
    lists.save("Fair", lists.READY[0].tree, by=ada)
    head = applied(planned(begin("first_name,email", "Bo,bo@example.org", list_name="Fair")))
    [made] = SmartList.select().where(SmartList.born == head.id)
    assert made.name == "Fair 2"
    assert count(Selection(tree=lists.tree_of(made)), ada) == 1
    taken = undo(head, by=ada).operation
    assert SmartList.get_by_id(made.id).state == 0
    undo(fresh(taken), by=ada)
    assert (SmartList.get_by_id(made.id).state, Contact.get().state) == (LIVE, LIVE)


@pytest.mark.parametrize("on_match", ["fill", "overwrite"])
def test_the_same_file_again_changes_nothing_also_for_people_with_nothing_to_be_matched_by(begin, ada, on_match):
    people = ("Zoe,Holm,Turin,,", "Zoe,Holm,Turin,,", "Kim,,Oslo,,", "Bo,,,,bo@example.org")
    lines = ("first_name,last_name,city,phone,email", *people)
    first = applied(planned(begin(*lines)))
    assert running.result(first)["created"] == 4
    second = planned(begin(*lines, on_match=on_match))
    assert second.params["counts"] == [[3, "", 4]]
    applied(second)
    assert planned(begin(*lines)).params["counts"] == [[3, "", 4]]
    undo(first, by=ada)
    assert planned(begin(*lines)).params["counts"] == [[1, "", 4]]
