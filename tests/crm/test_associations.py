"""Links between records: labels, limits, both sides, undo, and what those see who see only what is theirs."""

import threading

import pytest

from crm import associations, contacts, db, journal, lists
from crm.access import NotAllowed
from crm.associations import card, labels, merging, telling, ways
from crm.associations.errors import (
    BadLabel,
    LabelGone,
    LimitReached,
    NeedsOne,
    NothingFound,
    NotLinkable,
    SameLabel,
    SidesStay,
    TooMany,
    WhichOne,
    WithItself,
)
from crm.associations.labels import Wanted
from crm.associations.ways import Way
from crm.businesses import keeping
from crm.errors import CrmError, NotFound
from crm.filters import as_json, describe, parse
from crm.journal import feed
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import Association, AssociationLabel, Business, Change, Contact, Event, Operation, SmartList
from crm.selection import Selection

PERSON, FIRM = Contact.number, Business.number


@pytest.fixture
def person(ada):
    def make(name, **values):
        return contacts.create(contacts.Form({"first_name": name, **values}), by=ada, region="NO")

    return make


@pytest.fixture
def bo(person):
    return person("Bo")


@pytest.fixture
def cai(person):
    return person("Cai")


@pytest.fixture
def fjord(ada, person):
    person("Finn", business="Fjord Ltd")
    return Business.get(Business.name == "Fjord Ltd")


@pytest.fixture
def manager(ada):
    """A report has one manager; a manager many reports."""
    return labels.create(Wanted("Report", "Manager", PERSON, PERSON, one_a=True), by=ada)


@pytest.fixture
def spouse(ada):
    return labels.create(Wanted("Spouse", "", PERSON, PERSON, one_a=True, one_b=True), by=ada)


@pytest.fixture
def lawyer(ada):
    return labels.create(Wanted("Lawyer of", "Lawyer", PERSON, FIRM), by=ada)


def of(record):
    return type(record).number, record.id


def join(label, a, b, by, end="a"):
    return associations.link(of(a), Way(label, end), of(b), by=by)


def shown(record, actor):
    return {group.way.words: [one.record.name for one in group.links] for group in card.of(of(record), actor).groups}


def newest():
    return Operation.select().order_by(Operation.id.desc()).get()


def told(record, actor):
    entries = feed.of(record, actor=actor)
    telling.tell(entries, actor)
    return [(line.label, line.old, line.new) for entry in entries if "association" in entry.kind for line in entry.lines]


def test_a_link_is_seen_from_both_sides_each_in_its_own_words(ada, ann, bo, fjord, manager, lawyer):
    join(manager, ann, bo, ada)
    join(lawyer, fjord, ann, ada, end="b")
    assert shown(ann, ada) == {"Report": ["Bo"], "Lawyer of": ["Fjord Ltd"]}
    assert shown(bo, ada) == {"Manager": ["Ann Lee"]}
    assert shown(fjord, ada) == {"Lawyer": ["Ann Lee"]}
    assert told(ann, ada) == [("Lawyer of", "", "Fjord Ltd"), ("Report", "", "Bo")]
    assert told(bo, ada) == [("Manager", "", "Ann Lee")]


def test_a_mutual_label_reads_the_same_from_whichever_side_it_was_made(ada, ann, bo, spouse):
    first = join(spouse, bo, ann, ada)
    assert shown(ann, ada) == {"Spouse": ["Bo"]}
    assert shown(bo, ada) == {"Spouse": ["Ann Lee"]}
    assert join(spouse, ann, bo, ada) == first, "a repeat is no change"
    assert len(ways.of_kind(PERSON)) == 1


def test_made_from_either_side_and_taken_away_it_can_be_undone_and_redone(ada, ann, bo, manager):
    made = join(manager, bo, ann, ada, end="b")
    done, here = newest(), {"Report": ["Bo"]}
    undone = journal.undo(done, by=ada).operation
    assert (shown(ann, ada), shown(bo, ada)) == ({}, {})
    journal.undo(undone, by=ada)
    assert shown(ann, ada) == here
    associations.unlink(made, by=ada)
    assert (shown(ann, ada), told(ann, ada)[0], told(bo, ada)[0]) == ({}, ("Report", "Bo", ""), ("Manager", "Ann Lee", ""))
    journal.undo(newest(), by=ada)
    assert shown(ann, ada) == here


def test_a_birth_writes_no_change_and_a_repeat_no_operation(ada, ann, bo, manager):
    changes = Change.select().count()
    join(manager, ann, bo, ada)
    before = Operation.select().count()
    join(manager, ann, bo, ada)
    made = Association.get()
    associations.unlink(made, by=ada)
    associations.unlink(made, by=ada)
    assert (Change.select().count(), Operation.select().count()) == (changes + 1, before + 1)


def test_where_one_is_allowed_a_second_is_refused_and_named(ada, ann, bo, cai, manager, spouse):
    join(manager, ann, bo, ada)
    join(manager, ann, cai, ada)
    with pytest.raises(LimitReached, match="Bo has a link “Manager” already, Ann Lee"):
        join(manager, cai, bo, ada)
    with pytest.raises(LimitReached, match="Bo has a link “Manager” already"):
        join(manager, bo, cai, ada, end="b")
    join(spouse, ann, bo, ada)
    for a, b in ((cai, ann), (bo, cai)):
        with pytest.raises(LimitReached, match="Spouse"):
            join(spouse, a, b, ada)
    assert Association.select().count() == 3


def test_of_two_who_link_at_once_where_one_is_allowed_one_wins(database, ada, ann, person, spouse):
    others = [person(f"P{n}") for n in range(4)]
    barrier, outcomes = threading.Barrier(len(others)), []

    def one(other):
        with db.connection():
            barrier.wait(20)
            try:
                join(spouse, ann, other, ada)
                outcomes.append("linked")
            except LimitReached:
                outcomes.append("refused")
        db.db.close()

    threads = [threading.Thread(target=one, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["linked", *["refused"] * 3]
    assert Association.select().where(Association.state == 1).count() == 1


def test_what_came_in_its_place_keeps_a_link_from_coming_back(ada, ann, bo, cai, spouse):
    associations.unlink(join(spouse, ann, bo, ada), by=ada)
    gone = newest()
    join(spouse, cai, ann, ada)
    outcome = journal.undo(gone, by=ada)
    assert (outcome.operation, [verdict.why for verdict in outcome.kept]) == (
        None,
        ["one of them has another link of this kind since, and may have one only"],
    )
    assert shown(ann, ada) == {"Spouse": ["Cai"]}


def test_the_same_link_made_again_is_no_twin_when_the_first_would_come_back(ada, ann, bo, manager):
    associations.unlink(join(manager, ann, bo, ada), by=ada)
    gone = newest()
    join(manager, ann, bo, ada)
    assert [verdict.why for verdict in journal.undo(gone, by=ada).kept] == ["linked again since"]


def test_whoever_was_linked_since_is_not_taken_back_to_before_their_birth(ada, ann, bo, manager):
    join(manager, ann, bo, ada)
    for person_ in (ann, bo):
        outcome = journal.undo(Operation.get_by_id(person_.born), by=ada)
        assert [verdict.why for verdict in outcome.kept] == ["used since"]


def test_what_can_not_be_linked_is_refused(ada, manager, ann, fjord):
    for a, b, error in ((ann, ann, WithItself), (ann, fjord, NotLinkable), (fjord, ann, NotLinkable)):
        with pytest.raises(error):
            join(manager, a, b, ada)
    assert not Association.select().exists()


def test_a_record_is_found_by_its_name_and_one_must_be_meant(ada, eve, person, ann, manager):
    chosen = Way(manager, "a")
    for last in ("Mai", "Lund"):
        person("Ann", last_name=last)
    assert associations.target(chosen, " ann LEE ", ada).name == "Ann Lee"
    with pytest.raises(WhichOne) as several:
        associations.target(chosen, "Ann L", ada)
    assert [one.name for one in several.value.candidates] == ["Ann Lee", "Ann Lund"]
    for typed, actor in (("Nobody", ada), ("", ada), ("Ann Lee", eve)):
        with pytest.raises(NothingFound):
            associations.target(chosen, typed, actor)


def test_viewers_and_those_who_see_neither_end_link_nothing(ada, eve, vic, ann, bo, person, manager):
    mine = person("Mine", owner="eve@example.org")
    with pytest.raises(NotAllowed):
        join(manager, ann, bo, vic)
    for a, b in ((ann, mine), (mine, ann), (ann, bo)):
        with pytest.raises(NotFound):
            join(manager, a, b, eve)


def test_who_sees_only_what_is_theirs_learns_nothing_of_the_others(ada, eve, person, ann, bo, fjord, manager, lawyer):
    mine = person("Mine", owner="eve@example.org")
    join(manager, mine, ann, ada)
    join(manager, mine, yours := person("Yours", owner="eve@example.org"), ada)
    join(lawyer, mine, fjord, ada)
    seen = card.of(of(mine), eve)
    assert (shown(mine, eve), seen.total) == ({"Report": ["Yours"]}, 1)
    assert told(mine, eve) == [("Report", "", "Yours")]
    assert "Ann" not in "".join(entry.title for entry in feed.of(mine, actor=eve))
    with pytest.raises(LimitReached) as error:
        join(manager, yours, ann_s := person("Third", owner="eve@example.org"), ada) and join(manager, mine, ann_s, eve)
    assert "Yours" in str(error.value), "she sees that one"
    hidden = Association.get(Association.b == ann.id)
    assert associations.load(hidden.id, of(mine), eve) is None
    undo = journal.undo(Operation.get_by_id(hidden.born), by=ada).operation
    assert undo is not None
    assert told(mine, eve) == [("Report", "", "Yours")]


def test_a_name_one_may_not_see_is_not_told_by_a_limit(ada, eve, person, ann, spouse):
    mine, also = (person(name, owner="eve@example.org") for name in ("Mine", "Also"))
    join(spouse, mine, ann, ada)
    with pytest.raises(LimitReached) as error:
        join(spouse, mine, also, eve)
    assert "Ann" not in str(error.value)


BAD_LABELS = (
    (Wanted("", "", PERSON, PERSON), BadLabel),
    (Wanted("x" * 61, "", PERSON, PERSON), BadLabel),
    (Wanted("a\x07", "", PERSON, PERSON), BadLabel),
    (Wanted("Friend", "", PERSON, 99), labels.NoSuchKind),
    (Wanted("Friend", "", PERSON, PERSON, one_a=True), NeedsOne),
    (Wanted("MANAGER", "report", PERSON, PERSON), SameLabel),
)


def test_a_label_needs_words_kinds_and_limits_that_fit(ada, manager):
    for wanted, error in BAD_LABELS:
        with pytest.raises(error):
            labels.create(wanted, by=ada)
    assert AssociationLabel.select().count() == 1


def test_labels_are_kept_by_admins_alone(bob, manager):
    for act in (
        lambda: labels.create(Wanted("X", "", PERSON, PERSON), by=bob),
        lambda: labels.change(manager, Wanted("X", "Y"), by=bob),
        lambda: labels.remove(manager, by=bob),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_label_is_renamed_everywhere_and_limited_only_where_nobody_has_several(ada, ann, bo, cai, manager):
    join(manager, ann, bo, ada)
    assert labels.change(manager, Wanted("Team member", "Lead", one_a=True), by=ada)
    assert shown(bo, ada) == {"Lead": ["Ann Lee"]}
    assert not labels.change(AssociationLabel.get(), Wanted("Team member", "Lead", one_a=True), by=ada)
    with pytest.raises(SidesStay):
        labels.change(manager, Wanted("Team member"), by=ada)
    join(AssociationLabel.get(), ann, cai, ada)
    with pytest.raises(TooMany, match="1 records have several"):
        labels.change(manager, Wanted("Team member", "Lead", one_a=True, one_b=True), by=ada)


def test_a_limit_does_not_come_back_over_what_somebody_has_several_of(ada, ann, bo, cai, manager):
    labels.change(manager, Wanted("Report", "Manager"), by=ada)
    loosened = newest()
    for boss in (ann, cai):
        join(AssociationLabel.get(), boss, bo, ada)
    assert [verdict.why for verdict in journal.undo(loosened, by=ada).kept] == ["somebody has several by now"]


def test_a_deleted_label_hides_its_links_and_undo_gives_them_back(ada, ann, bo, manager):
    join(manager, ann, bo, ada)
    labels.remove(manager, by=ada)
    assert (shown(ann, ada), ways.of_kind(PERSON)) == ({}, [])
    with pytest.raises(LabelGone):
        join(manager, bo, ann, ada)
    journal.undo(newest(), by=ada)
    assert shown(ann, ada) == {"Report": ["Bo"]}
    assert labels.counts() == {manager.id: 1}


def test_those_in_the_archive_are_shown_as_such_and_deleted_businesses_take_their_links_along(ada, ann, bo, fjord, manager, lawyer):
    join(manager, ann, bo, ada)
    join(lawyer, ann, fjord, ada)
    contacts.archive(bo, by=ada)
    [one] = card.of(of(ann), ada).groups[-1].links
    assert (one.record.name, one.record.archived) == ("Bo", True)
    keeping.remove(fjord, by=ada)
    assert shown(ann, ada) == {"Report": ["Bo"]}
    journal.undo(newest(), by=ada)
    assert shown(ann, ada) == {"Lawyer of": ["Fjord Ltd"], "Report": ["Bo"]}


def test_a_merge_takes_both_sides_along_and_undo_gives_them_back(ada, ann, bo, cai, person, manager, spouse):
    join(manager, ann, bo, ada)
    join(manager, bo, cai, ada)
    join(manager, cai, ann, ada)
    join(spouse, bo, cai, ada)
    dee = person("Dee")
    join(spouse, ann, dee, ada)
    before = [shown(one, ada) for one in (ann, bo, cai, dee)]
    with journal.operation("association.moved", by=ada, title="Merged") as op:
        moved = merging.follow(op, of(bo), of(ann))
    assert moved == 1
    assert [shown(one, ada) for one in (ann, bo, cai, dee)] == [
        {"Manager": ["Cai"], "Report": ["Cai"], "Spouse": ["Dee"]},
        {},
        {"Manager": ["Ann Lee"], "Report": ["Ann Lee"]},
        {"Spouse": ["Ann Lee"]},
    ]
    journal.undo(newest(), by=ada)
    assert [shown(one, ada) for one in (ann, bo, cai, dee)] == before


def found(actor, op="gte", value=1, **where):
    inner = {"all": [{"field": key, "op": "is", "value": said} for key, said in where.items()]}
    tree = parse({"related": "associations", "where": inner, "count": {"op": op, "value": value}})
    assert parse(as_json(tree)) == tree
    assert "link" in describe(tree)
    return sorted(Contact.get_by_id(i).first_name for (i,) in Selection(tree=tree).query(actor).tuples())


def test_lists_ask_as_what_and_with_whom_somebody_is_linked(ada, eve, person, ann, bo, cai, fjord, manager, lawyer, spouse):
    mine = person("Mine", owner="eve@example.org")
    for boss, report in ((ann, bo), (ann, cai), (mine, ann)):
        join(manager, boss, report, ada)
    join(lawyer, ann, fjord, ada)
    join(spouse, bo, cai, ada)
    assert found(ada, label="report") == ["Ann", "Mine"], "who has a report is somebody’s manager"
    assert found(ada, label="Manager") == ["Ann", "Bo", "Cai"]
    assert found(ada, label="Report", name="BO") == ["Ann"]
    assert found(ada, name="Fjord Ltd") == ["Ann"]
    assert found(ada, label="spouse", name="bo") == ["Cai"]
    assert found(ada, "gt", 1, label="Report") == ["Ann"]
    assert found(ada, "eq", 0) == ["Finn"]
    assert found(eve) == [], "what she does not see does not count"
    labels.remove(manager, by=ada)
    assert found(ada) == ["Ann", "Bo", "Cai"]
    contacts.edit(ann, {"owner": "eve@example.org"}, by=ada)
    assert found(eve, label="Lawyer of") == []


def by_label(op, value, kind=CONTACTS):
    return parse({"related": "associations", "where": {"field": "label", "op": op, "value": value}}, kind)


def asked(made):
    part = lists.tree_of(SmartList.get_by_id(made.id)).parts[0].where.parts[0]
    return part.op, part.value


def test_lists_follow_a_label_that_is_renamed_from_either_end_and_its_undo(ada, bob, ann, bo, manager):
    join(manager, ann, bo, ada)
    boss, either = (
        lists.save("Bosses", by_label("is", "report"), by=ada),
        lists.save("Linked", by_label("any_of", ["Manager", "Report"]), by=bob),
    )
    lists.save("Other", by_label("contains", "port"), by=ada)
    labels.change(manager, Wanted("Manager", "Boss", one_a=True), by=ada)
    assert (asked(boss), asked(either)) == (("is", "Manager"), ("any_of", ("Boss", "Manager")))
    assert "Manager" in describe(lists.tree_of(SmartList.get_by_id(boss.id)))
    assert [i for (i,) in Selection(tree=lists.tree_of(SmartList.get_by_id(boss.id))).query(ada).tuples()] == [ann.id]
    renamed = newest()
    assert renamed.kind == "label.edited"
    journal.undo(renamed, by=ada)
    assert (asked(boss), asked(either)) == (("is", "report"), ("any_of", ("Manager", "Report")))


def test_lists_keep_a_word_that_another_label_goes_by_too(ada, manager):
    labels.create(Wanted("Manager of", "Manager", FIRM, PERSON), by=ada)
    some, none = (lists.save(op, by_label(op, "Manager"), by=ada) for op in ("is", "is_not"))
    labels.change(manager, Wanted("Report", "Boss", one_a=True), by=ada)
    assert (asked(some), asked(none)) == (("any_of", ("Manager", "Boss")), ("none_of", ("Manager", "Boss")))


def test_lists_of_what_stands_at_the_other_end_follow_too(ada, lawyer):
    firms = lists.save("Firms", by_label("is", "Lawyer", BUSINESSES), by=ada, kind=BUSINESSES)
    people = lists.save("People", by_label("is", "Lawyer of"), by=ada)
    labels.change(lawyer, Wanted("Lawyer of", "Solicitor"), by=ada)
    assert (asked(firms)[1], asked(people)[1]) == ("Solicitor", "Lawyer of")


def test_a_card_costs_the_same_however_many_are_linked(ada, ann, person, manager, fjord, lawyer):
    def cost():
        asked = []
        execute = db.db.obj.execute_sql

        def counted(*args, **kwargs):
            asked.append(args)
            return execute(*args, **kwargs)

        db.db.obj.execute_sql = counted
        try:
            assert card.of(of(ann), ada).total
        finally:
            db.db.obj.execute_sql = execute
        return len(asked)

    join(manager, ann, person("First"), ada)
    join(lawyer, ann, fjord, ada)
    few = cost()
    for n in range(30):
        join(manager, ann, person(f"P{n}"), ada)
    assert cost() == few <= 5


def test_both_records_count_as_touched(ada, ann, bo, manager):
    before = [Contact.get_by_id(one.id).version for one in (ann, bo)]
    join(manager, ann, bo, ada)
    assert [Contact.get_by_id(one.id).version for one in (ann, bo)] == [version + 1 for version in before]
    kinds = {(e.subject_kind, e.subject_id) for e in Event.select().where(Event.operation == newest().id)}
    assert kinds == {(Association.number, Association.get().id), of(ann), of(bo)}


def test_every_refusal_is_a_sentence():
    from crm.associations import errors

    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, CrmError) and error is not CrmError:
            assert error.status in (404, 409, 422)
