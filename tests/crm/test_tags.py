"""Tags: unique whatever their case, renamed everywhere, merged softly, deleted and given back to whoever had them."""

import pytest

from crm import contacts, journal, lists, tags
from crm.access import NotAllowed
from crm.contacts import listing
from crm.exporting import people
from crm.filters import BadFilter, parse
from crm.models import ContactTag, Operation, SmartList, Tag
from crm.selection import Selection
from crm.tags import keeping, uses


def undone(kind, by):
    head = Operation.select().where(Operation.kind == kind).order_by(Operation.id.desc()).get()
    return journal.undo(head, by=by)


def shown(contact):
    """A contact's tags as the record, the list and an export show them."""
    record = [tag.name for tag in tags.of(contact)]
    assert [name for name, _ in listing.rows([contact.id])[0].tags] == record
    assert people._tags([contact.id]).get(contact.id, "") == "; ".join(record)
    return record


def found(ada, *names, op="has_any"):
    return Selection(tree=parse({"field": "tags", "op": op, "value": list(names)})).query(ada).count()


@pytest.fixture
def cai(ada):
    return contacts.create(contacts.Form({"first_name": "Cai"}), by=ada, region="US")


@pytest.fixture
def two(ada, ann, cai):
    """Ann carries fair and trade; Cai carries fair."""
    for person, name in ((ann, "fair"), (ann, "trade"), (cai, "fair")):
        tags.put_on(person, name, by=ada)
    return tags.living("fair"), tags.living("trade")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x07b"])
def test_a_tag_needs_a_plain_name(ada, name):
    with pytest.raises(tags.BadTag):
        keeping.create(name, by=ada)
    assert not Tag.select().exists()


@pytest.mark.parametrize("twin", ["Fair", "FAIR ", "fäir"])
def test_no_two_tags_have_one_name_whatever_its_case(ada, twin):
    keeping.create("fair", "3", by=ada)
    with pytest.raises(keeping.NameTaken):
        keeping.create(twin, by=ada)
    assert Tag.get().colour == 3


def test_a_colour_is_one_of_eight(ada):
    with pytest.raises(keeping.NoSuchColour):
        keeping.create("fair", "8", by=ada)


def test_tags_are_kept_by_admins_alone(bob, two):
    fair, trade = two
    for act in (
        lambda: keeping.create("new", by=bob),
        lambda: keeping.change(fair, "new", "1", by=bob),
        lambda: keeping.merge(fair, trade, by=bob),
        lambda: keeping.remove(fair, by=bob),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_new_name_stands_in_every_list_that_asks_for_the_tag_and_undo_gives_back_the_old(ada, two):
    trees = (
        {"field": "tags", "op": "has_any", "value": ["FAIR", "other"]},
        {"related": "tags", "where": {"field": "name", "op": "is", "value": "fair"}},
        {"field": "city", "op": "is", "value": "fair"},
    )
    made = [lists.save(f"L{n}", parse(tree), by=ada) for n, tree in enumerate(trees)]
    before = [SmartList.get_by_id(one.id).tree for one in made]
    assert keeping.change(two[0], "show", "1", by=ada)
    after = [SmartList.get_by_id(one.id).tree for one in made]
    assert ['"show"' in tree for tree in after] == [True, True, False]
    assert [Selection(tree=lists.tree_of(SmartList.get_by_id(one.id))).query(ada).count() for one in made] == [2, 2, 0]
    undone("tag.edited", ada)
    assert [SmartList.get_by_id(one.id).tree for one in made] == before
    assert tags.living("fair") == two[0]


def test_a_repeat_records_nothing(ada, two):
    before = Operation.select().count()
    assert not keeping.change(two[0], "fair", str(two[0].colour), by=ada)
    assert Operation.select().count() == before


def test_after_a_merge_everybody_carries_the_other_tag_and_nobodys_rows_are_touched(ada, ann, cai, two):
    fair, trade = two
    rows = sorted(ContactTag.select().tuples())
    assert uses.both(fair, trade) == (2, 1, 2)
    keeping.merge(fair, trade, by=ada)
    assert sorted(ContactTag.select().tuples()) == rows
    assert shown(ann) == shown(cai) == ["trade"]
    assert (found(ada, "trade"), found(ada, "trade", op="has_none")) == (2, 0)
    with pytest.raises(BadFilter, match="the tag “fair” was merged into “trade”"):
        found(ada, "fair")
    assert [(use.tag.name, use.people) for use in uses.page(ada)] == [("trade", 2)]
    assert Selection(search="trade").query(ada).count() == 2
    undone("tag.merged", ada)
    assert (shown(ann), shown(cai)) == (["fair", "trade"], ["fair"])


def test_a_chain_of_merges_leads_to_its_end(ada, ann, cai, two):
    fair, trade = two
    show = keeping.create("show", by=ada)
    keeping.merge(fair, trade, by=ada)
    keeping.merge(trade, show, by=ada)
    assert shown(cai) == ["show"]
    keeping.remove(show, by=ada)
    assert shown(cai) == []
    undone("tag.removed", ada)
    assert (shown(cai), found(ada, "show")) == (["show"], 2)


def test_what_was_tagged_before_a_merge_is_undone_exactly(ada, cai, two):
    fair, trade = two
    tagged = Operation.select().where(Operation.title == "Tagged Cai: fair").get()
    keeping.merge(fair, trade, by=ada)
    journal.undo(tagged, by=ada)
    assert shown(cai) == []


def test_a_merged_tag_taken_off_somebody_stays_off(ada, ann, two):
    fair, trade = two
    keeping.merge(fair, trade, by=ada)
    tags.put_on(ann, "trade", by=ada)
    tags.take_off(ann, trade, by=ada)
    assert shown(ann) == []
    undone("contact.untagged", ada)
    assert shown(ann) == ["trade"]


def test_lists_ask_for_the_tag_that_stands_now(ada, two):
    saved = lists.save("Fairgoers", parse({"field": "tags", "op": "has_any", "value": ["fair", "trade"]}), by=ada)
    keeping.merge(*two, by=ada)
    assert lists.tree_of(SmartList.get_by_id(saved.id)) == parse({"field": "tags", "op": "has_any", "value": ["trade"]})
    undone("tag.merged", ada)
    assert lists.tree_of(SmartList.get_by_id(saved.id)) == parse({"field": "tags", "op": "has_any", "value": ["fair", "trade"]})


def test_a_deleted_tag_comes_back_to_whoever_had_it(ada, ann, two):
    keeping.remove(two[0], by=ada)
    assert shown(ann) == ["trade"]
    with pytest.raises(BadFilter, match="there is no tag “fair” any more"):
        found(ada, "fair")
    undone("tag.removed", ada)
    assert shown(ann) == ["fair", "trade"]


def test_a_deleted_tag_whose_name_was_taken_stays_deleted(ada, two):
    keeping.remove(two[0], by=ada)
    keeping.create("Fair", by=ada)
    assert undone("tag.removed", ada).kept[0].why == "the tag’s name was taken since"


def test_a_tag_cannot_be_merged_into_itself_or_into_one_that_is_gone(ada, two):
    fair, trade = two
    with pytest.raises(keeping.SameTag):
        keeping.merge(fair, fair, by=ada)
    keeping.remove(trade, by=ada)
    with pytest.raises(keeping.TagGone):
        keeping.merge(fair, trade, by=ada)


def test_the_page_says_how_many_people_and_lists_use_each_tag(ada, ann, two):
    lists.save("Fairgoers", parse({"field": "tags", "op": "has_any", "value": ["fair"]}), by=ada)
    assert [(use.tag.name, use.people, use.lists, use.last is not None) for use in uses.page(ada)] == [
        ("fair", 2, 1, True),
        ("trade", 1, 0, True),
    ]
    contacts.archive(ann, by=ada)
    assert [(use.tag.name, use.people) for use in uses.page(ada, "TRA")] == [("trade", 0)]
