"""What an import made besides people is named with its result, and goes with its undo as the page says."""

import pytest

from crm import contacts, journal, members, tags
from crm.importing import drafts, making, reviewing, running
from crm.importing.options import Options
from crm.importing.session import resume
from crm.journal import work
from crm.models import Operation, Tag
from crm.tags import keeping


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def brought(settings, ada):
    def made(*lines, **options):
        path = settings.data / "people.csv"
        path.write_text("\n".join(lines))
        head = running.start(path, path.name, Options(**options), by=ada, folder=settings.data / "files")
        work.run(head.id)
        return Operation.get_by_id(head.id)

    return made


def test_new_tags_and_businesses_are_those_of_the_import_that_made_them(brought, ada):
    head = brought("first_name,email,business,tags", "Ann,ann@example.org,Fjord,new; old", "Bo,bo@example.org,Hill,old")
    again = brought("first_name,email,business,tags", "Cy,cy@example.org,Fjord,new; third")
    assert [one.name for one in making.tags_of(head).first] == ["new", "old"]
    assert [one.name for one in making.businesses_of(head, ada).first] == ["Fjord", "Hill"]
    assert [one.name for one in making.tags_of(again).first] == ["third"]
    assert making.businesses_of(again, ada) == making.Made(0, [])
    assert making.counts_of([head, again], ada) == {head.id: ["2 new tags", "2 new businesses"], again.id: ["1 new tag"]}


def test_undo_keeps_tags_and_businesses_that_others_have_by_now_and_says_why(brought, ada):
    head = brought("first_name,email,business,tags", "Ann,ann@example.org,Fjord,new; old", "Bo,bo@example.org,Hill,old")
    other = contacts.create(contacts.Form({"first_name": "Cy", "business": "Hill"}, "cy@example.org"), by=ada, region="NO")
    tags.put_on(other, "old", by=ada)
    tagged = Operation.select().order_by(Operation.id.desc()).get()
    planned = {v.cell.subject: (v.why, v.blocker) for v in journal.plan(head, by=ada).kept}
    assert planned[Tag.number, Tag.get(name="old").id] == ("used since", tagged.id)
    journal.undo(head, by=ada)
    assert [one.name for one in making.tags_of(head).first] == ["old"]
    assert [tag.name for tag in tags.of(other)] == ["old"]
    assert [one.name for one in making.businesses_of(head, ada).first] == ["Hill"]


@pytest.mark.parametrize("rest", ["untagged", "merged"])
def test_a_tag_goes_with_its_import_when_nobody_else_carries_it_any_more(brought, ada, rest):
    head = brought("first_name,email,tags", "Ann,ann@example.org,vip")
    other = contacts.create(contacts.Form({"first_name": "Cy"}, "cy@example.org"), by=ada, region="NO")
    tags.put_on(other, "Vips" if rest == "merged" else "vip", by=ada)
    if rest == "merged":
        keeping.merge(Tag.get(name="Vips"), Tag.get(name="vip"), by=ada)
    else:
        tags.take_off(other, Tag.get(name="vip"), by=ada)
    journal.undo(head, by=ada)
    assert [one.name for one in making.tags_of(head).first] == (["vip"] if rest == "merged" else [])


def test_of_an_import_of_many_the_worker_keeps_a_tag_that_somebody_was_given_since(brought, ada):
    rows = [f"P{n},p{n}@example.org,{'vip; new' if n % 2 else 'new'}" for n in range(230)]
    head = brought("first_name,email,tags", *rows)
    other = contacts.create(contacts.Form({"first_name": "Cy"}, "cy@example.org"), by=ada, region="NO")
    tags.put_on(other, "vip", by=ada)
    assert [v.cell.subject for v in journal.plan(head, by=ada).kept] == [(Tag.number, Tag.get(name="vip").id)]
    work.run(journal.undo(head, by=ada).operation.id)
    assert ([one.name for one in making.tags_of(head).first], [tag.name for tag in tags.of(other)]) == (["vip"], ["vip"])
    back = Operation.select().where(Operation.kind == "undo").get()
    work.run(journal.undo(back, by=ada).operation.id)
    assert [one.name for one in making.tags_of(head).first] == ["new", "vip"]


def test_of_many_the_first_are_named_and_the_others_counted(brought, ada):
    made = making.businesses_of(brought("first_name,email,business", *(f"P{n},p{n}@example.org,Firm {n:02}" for n in range(20))), ada)
    assert (made.count, len(made.first), made.more, made.first[0].name) == (20, 12, 8, "Firm 00")


def test_a_business_that_nobody_gets_is_not_made(brought, ada):
    brought("first_name,email,business", "Ann,ann@example.org,Fjord")
    head = brought(
        "first_name,email,business,city", "Ann,ann@example.org,Other,Oslo", "Bo,bo@example.org,First,", "Bo,bo@example.org,Last,"
    )
    assert [one.name for one in making.businesses_of(head, ada).first] == ["Last"]
    over = brought("first_name,email,business,tags", "Ann,ann@example.org,Other,vip", on_match="overwrite")
    assert [one.name for one in making.businesses_of(over, ada).first] == ["Other"]
    assert [one.name for one in making.tags_of(over).first] == ["vip"]


def test_the_dry_run_says_beside_each_row_what_it_makes(settings, brought, ada):
    brought("first_name,email,business,tags", "Ann,ann@example.org,Fjord,old")
    path = settings.data / "next.csv"
    lines = (
        "first_name,email,business,tags",
        "Bo,bo@example.org,FJORD,old; new",
        "Cy,cy@example.org,Hill,old",
        "Ann,ann@example.org,Other,Old; new",
    )
    path.write_text("\n".join(lines))
    head = drafts.begin(path, "next.csv", Options(), by=ada, folder=settings.data / "files")
    work.run(drafts.check(head).id)
    head = Operation.get_by_id(head.id)
    shown = reviewing.lines(resume(head), reviewing.items(head, reviewing.condition("", ""), 0, 25), ada)
    assert [line.new for line in shown] == [["Tag new is new"], ["Business Hill is new"], ["Tag new is new"]]
    work.run(drafts.run(head, head.params["plan"]).id)
    head = Operation.get_by_id(head.id)
    assert not any(line.new for line in reviewing.lines(resume(head), reviewing.items(head, reviewing.condition("", ""), 0, 25), ada))
    assert ([one.name for one in making.businesses_of(head, ada).first], making.tags_of(head).count) == (["Hill"], 1)
