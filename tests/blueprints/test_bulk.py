"""Bulk acts in the browser: choosing, checking, starting, and what is answered the second time."""

import json
import re
import sys
from datetime import timedelta

from crm import bulk, clock, contacts, custom_fields, journal, members, notes, tags
from crm.journal import work
from crm.models import Contact, ContactTag, Operation, OperationItem
from crm.selection import Selection
from crm.tags import keeping

ENGINES = ("sqlite",)


def crowd(ada, count=12):
    return [contacts.create(contacts.Form({"first_name": f"P{n:02}", "city": "Oslo"}), by=ada, region="NO") for n in range(count)]


def chosen(client, **form):
    answer = client.post("/bulk", data={"once": "k", **form})
    assert answer.status_code == 303, answer.text
    return answer.location


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_ticked_people_are_checked_then_changed_and_the_toast_takes_it_back(me, ada):
    people = crowd(ada)
    path = chosen(me, id=[people[0].id, people[1].id], action="add-tags", next="/contacts?q=p")
    shown = me.get(f"{path}?action=add-tags&tags=vip&go=1")
    assert shown.status_code == 200
    assert "Add the tag vip for 2 people out of 2." in text(shown)
    assert "Change 2 people" in text(shown)
    seen = re.search(r'name="seen" value="(\d+)"', shown.text)[1]
    done = me.post(f"{path}/start", data={"action": "add-tags", "tags": "vip", "seen": seen})
    head = Operation.select().where(Operation.kind == "bulk").get()
    assert done.location == f"/contacts?q=p&did={head.id}"
    assert ContactTag.select().where(ContactTag.on == 1).count() == 2
    assert "Add the tag vip for 2 chosen people" in text(me.get(done.location))
    again = me.post(f"{path}/start", data={"action": "add-tags", "tags": "other"})
    assert again.location == f"/operations/{head.id}"
    assert me.get(path).location == f"/operations/{head.id}"
    me.post(f"/operations/{head.id}/undo", data={"once": "u"})
    assert ContactTag.select().where(ContactTag.on == 1).count() == 0


def test_the_timeline_leads_to_the_whole_act_only_those_who_may_look_into_it(me, browse, ada, bob, vic):
    people = crowd(ada, 2)
    path = chosen(browse(bob), id=[one.id for one in people], action="add-tags")
    browse(bob).post(f"{path}/start", data={"action": "add-tags", "tags": "vip"})
    link = f'href="/operations/{Operation.get(Operation.kind == "bulk").id}"'
    record = f"/contacts/{people[0].id}"
    assert [link in browse(member).get(record).text for member in (ada, bob, vic)] == [True, True, False]


def test_all_that_match_are_frozen_and_who_joined_since_is_said_and_may_be_taken_in(me, ada):
    crowd(ada)
    path = chosen(me, all="1", q="p", action="archive")
    contacts.create(contacts.Form({"first_name": "Pia"}), by=ada, region="NO")
    shown = me.get(path)
    assert "Archive 12 people" in text(shown)
    assert "1 joined, 0 left since." in text(shown)
    assert "Pia" in text(shown)
    me.post(f"{path}/refresh", data={"action": "archive"})
    fresh = me.get(path)
    assert "Archive 13 people" in text(fresh)
    assert "joined" not in text(fresh)


def test_who_was_ticked_and_left_the_list_since_is_said_and_may_be_left_out(me, ada):
    people = crowd(ada, 3)
    oslo = json.dumps({"field": "city", "op": "is", "value": "Oslo"})
    path = chosen(me, ids=",".join(str(one.id) for one in people), filter=oslo, action="add-tags")
    asked = f"{path}?action=add-tags&tags=vip&go=1"
    assert "since." not in text(me.get(asked))
    contacts.edit(people[1], {"city": "Bonn"}, by=ada)
    shown = text(me.get(asked))
    assert "Left P01 Still included. 1 left the list since. Leave them out" in shown
    assert "Change 3 people" in shown
    me.post(f"{path}/refresh", data={"action": "add-tags", "tags": "vip", "go": "1"})
    fresh = text(me.get(asked))
    assert "Change 2 people" in fresh
    assert "2 chosen people" in fresh
    assert "since." not in fresh
    done = me.post(f"{path}/start", data={"action": "add-tags", "tags": "vip"}, follow_redirects=True)
    assert "Add the tag vip for 2 chosen people" in text(done)


def test_what_would_not_change_is_counted_with_its_reason(me, ada):
    people = crowd(ada)
    tags.put_on(people[0], "vip", by=ada)
    path = chosen(me, all="1", action="add-tags")
    contacts.archive(people[1], by=ada)
    shown = text(me.get(f"{path}?tags=vip&go=1&action=add-tags"))
    assert "10 will change 1 same, 1 skipped" in shown
    assert "1 No change needed" in shown
    assert "1 In the archive" in shown


def test_the_field_decides_what_is_asked_next_and_a_wrong_value_is_kept(me, ada):
    crowd(ada)
    path = chosen(me, all="1", action="set-field")
    assert 'name="value"' not in me.get(path).text
    assert 'name="value"' in me.get(f"{path}?action=set-field&field=city").text
    wrong = me.get(f"{path}?action=set-field&field=birth_date&value=soon&go=1")
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.text
    assert me.get(f"{path}?action=set-field&field=nothing").status_code == 422
    assert me.post(f"{path}/start", data={"action": "set-field", "field": "birth_date", "value": "soon"}).status_code == 422
    assert Operation.select().where(Operation.status == "draft").count() == 1


def test_every_action_shows_its_form_and_without_one_all_are_offered(me, ada):
    crowd(ada, 1)
    path = chosen(me, all="1", action="")
    offered = me.get(path).text
    for key, what in bulk.ACTIONS.items():
        assert (f"action={key}" in offered) == (key not in ("restore", "delete"))
        assert me.get(f"{path}?action={key}").status_code == (422 if key == "delete" else 200), what.label
    assert me.get(f"{path}?action=dance").status_code == 422


def test_nobody_chosen_and_a_strangers_choice(me, browse, ada, bob, vic):
    crowd(ada)
    assert me.post("/bulk", data={"action": "archive"}).status_code == 422
    path = chosen(me, all="1", action="archive")
    for act in (browse(bob).get(path), browse(bob).post(f"{path}/start", data={"action": "archive"})):
        assert act.status_code == 404
    assert browse(vic).post("/bulk", data={"all": "1"}).status_code == 403


def test_a_member_who_sees_some_of_them_hears_how_many_not_who(browse, ada, eve):
    people = crowd(ada, 5)
    for one in people[:2]:
        contacts.edit(one, {"owner": eve.email}, by=ada)
    hers = browse(members.Member.get_by_id(eve.id))
    path = chosen(hers, ids=",".join(str(one.id) for one in people), action="add-tags")
    shown = hers.get(f"{path}?action=add-tags&tags=mine&go=1")
    assert "3 Not yours to change" in text(shown)
    done = hers.post(f"{path}/start", data={"action": "add-tags", "tags": "mine"}, follow_redirects=True)
    assert not any(one.first_name in done.text + shown.text for one in people[2:])
    head = Operation.get(Operation.kind == "bulk")
    assert (head.changed, head.refused) == (2, 3)


def test_a_choice_older_than_a_day_is_not_started(me, ada):
    crowd(ada)
    path = chosen(me, all="1", action="archive")
    Operation.update(created_at=0).where(Operation.kind == "bulk").execute()
    assert me.post(f"{path}/start", data={"action": "archive"}).status_code == 409
    assert Contact.select().where(Contact.state == 1).count() == 12
    assert bulk.clear() == 1
    assert OperationItem.select().count() == 0


def test_a_choice_is_no_operation_until_it_is_started(me, ada):
    crowd(ada, 1)
    head = bulk.draft(Selection(), "archive", by=ada)
    assert f"/operations/{head.id}" not in me.get("/operations").text


def test_the_operations_are_narrowed_by_state_kind_member_period_and_words(me, ada):
    crowd(ada, 2)
    head = bulk.act(Selection(), "add-tags", {"tags": ["vip"]}, by=ada)
    work.run(head.id)
    for query, there in (
        ("", True),
        ("kind=bulk", True),
        ("kind=import", False),
        ("state=done", True),
        ("state=undone", False),
        (f"by={ada.id}", True),
        ("by=99", False),
        ("period=1", True),
        ("q=vip", True),
        (f"q=%23{head.id}", True),
        ("q=Ada", True),
        ("q=nothing", False),
        ("kind=x&state=y&by=z&period=w", True),
    ):
        assert (f'href="/operations/{head.id}"' in me.get(f"/operations?{query}").text) == there, query


def test_an_act_that_is_to_begin_says_when_and_once_cancelled_is_found_as_such(me, ada):
    crowd(ada, 2)
    path = chosen(me, all="1", action="archive")
    begins = f"{clock.now() + timedelta(days=2):%Y-%m-%dT09:00}"
    shown = me.post(f"{path}/start", data={"action": "archive", "at": begins}, follow_redirects=True)
    assert re.search(r"Begins \d+ \w+ 09:00", text(shown))
    head = Operation.get(Operation.kind == "bulk")
    assert f'href="/operations/{head.id}"' not in me.get("/operations?state=cancelled").text
    cancelled = text(me.post(f"/operations/{head.id}/wish", data={"wish": "cancel"}, follow_redirects=True))
    assert "0 of 2 done" in cancelled
    assert "Undo…" not in cancelled
    assert f'href="/operations/{head.id}"' in me.get("/operations?state=cancelled").text


def test_an_operation_shows_each_outcome_with_old_and_new_and_as_a_file(me, ada):
    people = crowd(ada, 3)
    contacts.edit(people[2], {"city": "Rome"}, by=ada)
    head = bulk.act(Selection(), "set-field", {"field": ["city"], "value": ["Rome"]}, by=ada)
    work.run(head.id)
    shown = text(me.get(f"/operations/{head.id}"))
    assert "Set city to Rome for everybody" in shown
    assert "P00 Changed City Oslo becomes Rome" in shown
    assert "P02 Same No change needed" in shown or "P02 Same no change needed" in shown
    assert "P00" not in text(me.get(f"/operations/{head.id}?outcome=same"))
    assert "P01" not in text(me.get(f"/operations/{head.id}?q=p00"))
    rows = me.get(f"/operations/{head.id}/outcome.csv").data.decode("utf-8-sig").split("\r\n")
    assert rows[0] == "kith_contact_id,first_name,last_name,kith_outcome,kith_reason,kith_change"
    assert rows[1:4] == [
        f"{one.id},P0{n},,{word}"
        for n, (one, word) in enumerate(
            zip(people, ("changed,,City: Oslo → Rome", "changed,,City: Oslo → Rome", "same,no change needed,"), strict=True)
        )
    ]


def test_an_undo_is_planned_then_applied_whole_or_chosen_and_ticked(me, ada, bob):
    people = crowd(ada, 3)
    head = bulk.act(Selection(), "set-field", {"field": ["city"], "value": ["Rome"]}, by=ada)
    work.run(head.id)
    contacts.edit(people[0], {"city": "Bern"}, by=bob)
    plan = me.get(f"/operations/{head.id}/undo")
    assert "2 of 3 go back" in text(plan)
    assert "City Bern becomes Oslo" in text(plan)
    assert "Changed since" in text(plan)
    assert "Bob" in text(plan)
    tick = re.search(r'name="tick" value="([\d.]+)"', plan.text)[1]
    one = me.get(f"/operations/{head.id}/undo?id={people[1].id}")
    assert "1 of 1 goes back" in text(one)
    me.post(f"/operations/{head.id}/undo", data={"id": people[1].id, "once": "a"})
    assert [c.city for c in Contact.select().order_by(Contact.id)] == ["Bern", "Oslo", "Rome"]
    me.post(f"/operations/{head.id}/undo", data={"tick": tick, "once": "b"})
    assert [c.city for c in Contact.select().order_by(Contact.id)] == ["Oslo", "Oslo", "Oslo"]
    undo = Operation.select().order_by(Operation.id.desc()).get()
    me.post(f"/operations/{undo.id}/undo", data={"once": "c"})
    assert [c.city for c in Contact.select().order_by(Contact.id)] == ["Bern", "Oslo", "Rome"]
    again = Operation.select().order_by(Operation.id.desc()).get()
    me.post(f"/operations/{again.id}/undo", data={"once": "d"})
    newest = Operation.select().order_by(Operation.id.desc()).limit(3)
    assert [one.title[:26] for one in newest] == ["Undid “Set city to Rome fo", "Did “Set city to Rome for ", "Undid “Set city to Rome fo"]
    assert again.title == "Did “Set city to Rome for everybody” again"


def test_an_opt_out_of_staff_comes_off_only_ticked_and_with_a_reason(me, ada):
    crowd(ada, 1)
    head = bulk.act(Selection(), "set-dnc", {"channels": ["email"]}, by=ada)
    work.run(head.id)
    plan = me.get(f"/operations/{head.id}/undo")
    tick = re.search(r'name="tick" value="([\d.]+)"', plan.text)[1]
    me.post(f"/operations/{head.id}/undo", data={"tick": tick, "once": "a"})
    assert Contact.get().dnc == 1
    me.post(f"/operations/{head.id}/undo", data={"tick": tick, "reason": "wrong list", "once": "b"})
    assert Contact.get().dnc == 0


def test_channels_are_ticked_and_none_is_not_all(me, ada):
    crowd(ada, 1)
    path = chosen(me, all="1", action="set-dnc")
    assert 'value="all"' in me.get(path).text
    refused = me.post(f"{path}/start", data={"action": "set-dnc", "reason": "They moved"})
    assert refused.status_code == 422
    assert "Which channels? Tick at least one, or all of them." in refused.text
    assert "They moved" in refused.text
    me.post(f"{path}/start", data={"action": "set-dnc", "channels": "all"})
    assert Contact.get().dnc == 15


def test_all_opt_outs_of_an_act_come_off_with_one_tick(me, ada):
    crowd(ada, 3)
    head = bulk.act(Selection(), "set-dnc", {"channels": ["email"]}, by=ada)
    work.run(head.id)
    assert "Lift all 3" in me.get(f"/operations/{head.id}/undo").text
    me.post(f"/operations/{head.id}/undo", data={"opt_outs": "all", "reason": "wrong list", "once": "a"})
    assert {person.dnc for person in Contact.select()} == {0}


def test_the_plan_of_an_undo_says_how_many_values_it_does_not_show(me, ada, monkeypatch):
    monkeypatch.setattr(sys.modules["crm.journal.undo"], "_TOLD", 2)
    custom_fields.define(custom_fields.Wanted("Card", unique=True), by=ada)
    old = [contacts.create(contacts.Form({"first_name": "Old", "cf_card": str(n)}), by=ada, region="NO") for n in range(3)]
    head = bulk.act(Selection(ids=tuple(one.id for one in old)), "archive", {}, by=ada)
    work.run(head.id)
    for n in range(3):
        contacts.create(contacts.Form({"first_name": "New", "cf_card": str(n)}), by=ada, region="NO")
    assert "The first 2 of 3 values are shown; the outcome says of each why it stayed." in text(me.get(f"/operations/{head.id}/undo"))


def test_an_undo_speaks_of_people_and_names_the_tag_beside(me, ada):
    crowd(ada, 3)
    head = bulk.act(Selection(), "add-tags", {"tags": ["brand new"]}, by=ada)
    work.run(head.id)
    plan = text(me.get(f"/operations/{head.id}/undo"))
    assert "3 of 3 go back" in plan
    assert "the tag “brand new”" in plan
    undo = journal.undo(Operation.get_by_id(head.id), by=ada).operation
    page = text(me.get(f"/operations/{undo.id}"))
    assert "the tag “brand new”" in page
    assert "#4" not in page


def test_those_chosen_are_printed_or_exported_from_where_they_are_fixed(me, browse, vic, ada):
    people = crowd(ada)
    for client, form in ((me, {"all": "1", "q": "p0"}), (browse(vic), {"ids": f"{people[0].id},{people[1].id}"})):
        page = client.get(chosen(client, action="export", **form))
        assert page.status_code == 200
        assert re.search(r"<b[^>]*>(10|2)</b> people", page.text)
        file = client.post("/exports", data={"chosen": Operation.select().order_by(Operation.id.desc()).get().id, "columns": "data"})
        head = Operation.select().where(Operation.kind == "export").order_by(Operation.id.desc()).get()
        assert (file.status_code, head.total) == (303, 10 if client is me else 2)


def test_an_operation_says_what_it_was_told_beside_its_title(me, ada):
    crowd(ada, 2)
    later = {"drip_size": "1", "drip_minutes": "30", "drip_days": ["0", "4"], "drip_from": "9", "drip_to": "17"}
    task = {"title": "Call", "due": "2026-12-01", "assignee": "owner", "priority": "high", "description": "Ask for the keys"}
    path = chosen(me, all="1", action="create-task")
    shown = text(me.post(f"{path}/start", data={"action": "create-task", **task, **later}, follow_redirects=True))
    for said in (
        "Due 2026-12-01",
        "Assigned to Each person’s owner",
        "Priority High",
        "Description Ask for the keys",
        "Little by little 1 every 30 minutes, on Monday, Friday, from 9:00 until 17:00",
    ):
        assert said in shown
    assert bulk.schedule.describe(bulk.schedule.Drip(20, 1)) == "20 every minute"
    head = bulk.act(Selection(), "set-dnc", {"channels": ["email"], "reason": ["They moved"]}, by=ada)
    work.run(head.id)
    assert "Reason They moved" in text(me.get(f"/operations/{head.id}"))
    undo = {"opt_outs": "all", "reason": "wrong list"}
    me.post(f"/operations/{head.id}/undo", data=undo)
    assert "Reason wrong list" in text(me.get(f"/operations/{Operation.select().order_by(Operation.id.desc()).get().id}"))


def test_when_an_act_was_to_happen_is_kept_where_it_can_not_be(me, ada):
    crowd(ada, 2)
    path = chosen(me, all="1", action="add-tags")
    later = {"at": "2020-01-01T09:00", "drip_size": "7", "drip_minutes": "45", "drip_days": ["6"], "drip_from": "8", "drip_to": "12"}
    refused = me.post(f"{path}/start", data={"action": "add-tags", "tags": "vip", "go": "1", **later})
    assert refused.status_code == 422
    assert "is past. Say a time to come" in text(refused)
    for said in ('value="2020-01-01T09:00"', 'value="7"', 'value="45"', 'value="6" form="start" checked', 'value="8"', 'value="12"'):
        assert said in refused.text
    assert 'value="0" form="start" checked' not in refused.text
    assert '<button class="btn btn-p">Change 2 people' in refused.text
    assert not Operation.select().where(Operation.status == "queued").exists()


def test_what_goes_into_the_archive_with_people_and_comes_back_is_counted_first(me, browse, ada, eve):
    people = crowd(ada, 3)
    for one in people[:2]:
        tags.put_on(one, "vip", by=ada)
        notes.add(one, "Likes tea", by=ada)
    contacts.edit(people[0], {"owner": eve.email}, by=ada)
    ids = ",".join(str(one.id) for one in people)
    assert "Go with them 2 Notes 2 Tags" in text(me.get(chosen(me, ids=ids, action="archive", once="a")))
    hers = browse(eve)
    assert "Go with them 1 Notes 1 Tags" in text(hers.get(chosen(hers, ids=ids, action="archive", once="b")))
    me.post(f"{chosen(me, all='1', action='archive', once='c')}/start", data={"action": "archive"})
    assert "Come back with them 2 Notes 2 Tags" in text(me.get(chosen(me, all="1", archived="1", action="restore", once="d")))


def test_the_list_on_the_command_line_says_how_many_it_leaves_out_and_shows_as_many_as_are_asked_for(app, ada):
    for name in ("vip", "new", "old"):
        keeping.create(name, by=ada)
    made = Operation.select().count()

    def told(*options):
        with app.app_context():
            run = app.test_cli_runner().invoke(args=["operations", "list", *options])
        assert run.exit_code == 0
        return run.stdout.splitlines(), run.stderr

    assert (len(told()[0]), told()[1]) == (made, "")
    lines, beside = told("--limit", str(made - 1))
    assert (len(lines), beside) == (made - 1, "1 older one is not shown; --limit N shows more.\n")
    (shown,), beside = told("--limit", "1", "--json")
    assert [one["id"] for one in json.loads(shown)] == [Operation.select().order_by(Operation.id.desc()).get().id]
    assert beside == f"{made - 1} older ones are not shown; --limit N shows more.\n"
