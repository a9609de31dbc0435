"""Notices: one operation is one notice, for followers, new owners and the mentioned, never for whoever did it or may not see."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from peewee import fn

from crm import access, clock, contacts, followers, journal, notes, notices, tasks
from crm.businesses import belonging, keeping
from crm.journal import listeners
from crm.members import profile
from crm.models import LIVE, Business, Event, Listener, Mail, Member, Mention, Note, Notice, Operation
from crm.notices import mails
from crm.tasks import reminding


def hear():
    """On PostgreSQL a listener waits for older transactions, those of other databases too."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        listeners.follow()
        if Listener.get(name="notices").last_event_id >= Event.select(fn.MAX(Event.id)).scalar():
            return
        time.sleep(0.05)
    raise AssertionError("not heard")


def told(member):
    hear()
    return [(one.why, one.title, one.actor, one.read) for one in notices.of(Member.get_by_id(member.id))]


@pytest.fixture
def followed(bob, ann):
    followers.follow(ann, bob, by=bob)
    return ann


def test_a_follower_is_told_what_others_do_and_not_what_they_do_themselves(ada, bob, followed):
    contacts.edit(followed, {"city": "Oslo", "source": "Fair"}, by=ada)
    contacts.edit(followed, {"city": "Rome"}, by=bob)
    assert told(bob) == [("follow", "Edited Ann Lee: city, source", "Ada Moe", False)]
    assert told(ada) == []


def test_following_again_records_nothing_and_stopping_is_undone(ada, bob, followed):
    before = Operation.select().count()
    followers.follow(followed, bob, by=bob)
    assert Operation.select().count() == before
    followers.unfollow(followed, bob, by=bob)
    assert followers.of(followed) == []
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=bob)
    assert followers.of(followed) == [bob]


def test_a_viewer_follows_nobody(vic, ann):
    with pytest.raises(access.NotAllowed):
        followers.follow(ann, vic, by=vic)


def test_one_operation_on_many_people_is_one_notice(ada, bob, ann):
    people = [contacts.create(contacts.Form({"first_name": f"P{n}"}), by=ada, region="US") for n in range(5)]
    for person in people:
        followers.follow(person, bob, by=bob)
    with journal.operation("contact.edited", by=ada, title="Moved five people to Oslo") as op:
        for person in people:
            op.put(person, city="Oslo")
    assert [title for _, title, *_ in told(bob)] == ["Moved five people to Oslo"]


def test_a_mention_says_more_than_following_and_shows_the_words(ada, bob, followed):
    notes.add(followed, "Ask @Bob about the roof", by=ada)
    hear()
    [one] = notices.of(bob)
    assert (one.why, one.words, one.contact) == ("mention", "Ask @Bob about the roof", followed.id)


@pytest.fixture
def noted(ada, bob, ann):
    belonging.add(ann, "Fjord & Co", "Buyer", by=ada)
    fjord = Business.get()
    return fjord, notes.add(fjord, "Ask @Bob and @Eve about the roof", by=ada)


def test_a_mention_in_a_note_of_a_business_is_told_to_who_reads_its_notes(bob, eve, noted):
    hear()
    [one] = notices.of(bob)
    assert (one.why, one.words, one.contact) == ("mention", "Ask @Bob and @Eve about the roof", None)
    assert (one.business, one.name) == (noted[0].id, "Fjord & Co")
    assert (notices.unread(bob), notices.of(eve), notices.unread(eve)) == (1, [], 0)


def test_who_sees_no_notes_of_businesses_any_more_reads_no_notice_about_one(ada, bob, noted):
    hear()
    Member.update(only_assigned=1).where(Member.id == bob.id).execute()
    narrow = Member.get_by_id(bob.id)
    assert (notices.of(narrow), notices.unread(narrow)) == ([], 0)


def test_a_notice_about_a_business_goes_and_comes_with_it(ada, bob, noted):
    hear()
    keeping.remove(noted[0], by=ada)
    assert [one.business for one in notices.of(bob)] == []
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    assert [one.business for one in notices.of(bob)] == [noted[0].id]


def test_undoing_a_note_of_a_business_takes_its_mentions_back_and_again(ada, noted):
    wrote = Operation.get_by_id(noted[1].born)
    undo = journal.undo(wrote, by=ada)
    assert [row.state for row in (*Mention.select(), *Note.select())] == [0, 0]
    journal.undo(undo.operation, by=ada)
    assert [row.state for row in (*Mention.select(), *Note.select())] == [LIVE, LIVE]


def test_whoever_is_given_somebody_is_told_once(ada, bob, ann):
    contacts.edit(ann, {"owner": bob.email}, by=ada)
    contacts.create(contacts.Form({"first_name": "New", "owner": bob.email}), by=ada, region="US")
    assert [(why, title) for why, title, *_ in told(bob)] == [("owner", "Created New"), ("owner", "Edited Ann Lee: owner")]


def test_each_event_is_heard_once_whatever_crashes(ada, bob, followed, monkeypatch):
    hear()
    contacts.edit(followed, {"city": "Oslo"}, by=ada)

    def crash(*_):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("crm.notices.listening._write", crash)
        with pytest.raises(OSError, match="the disk"):
            hear()
    assert len(told(bob)) == len(told(bob)) == 1


def test_what_is_undone_stays_told_and_says_so(ada, bob, followed):
    contacts.edit(followed, {"city": "Oslo"}, by=ada)
    hear()
    journal.undo(Operation.select().where(Operation.kind == "contact.edited").get(), by=ada)
    hear()
    assert [(one.title, one.undone) for one in notices.of(bob)] == [
        ("Undid “Edited Ann Lee: city”", False),
        ("Edited Ann Lee: city", True),
    ]


def test_nobody_reads_about_people_they_may_no_longer_see(ada, eve, ann):
    followers.follow(ann, eve, by=ada)
    contacts.edit(ann, {"city": "Oslo"}, by=ada)
    hear()
    assert notices.unread(eve) == 2
    followers.unfollow(ann, eve, by=ada)
    hear()
    assert (notices.of(eve), notices.unread(eve)) == ([], 0)
    with pytest.raises(notices.NotFound):
        notices.load(Notice.select().where(Notice.member == eve.id).first().id, eve)


def test_marking_read_is_of_ones_own_alone(ada, bob, followed):
    contacts.edit(followed, {"city": "Oslo"}, by=ada)
    contacts.edit(followed, {"city": "Rome"}, by=ada)
    hear()
    assert notices.unread(bob) == 2
    with pytest.raises(notices.NotFound):
        notices.load(notices.of(bob)[0].id, ada)
    notices.mark_read(bob, notices.load(notices.of(bob)[0].id, bob))
    assert notices.unread(bob) == 1
    assert (notices.mark_read(ada), notices.mark_read(bob), notices.unread(bob)) == (0, 1, 0)


@pytest.mark.parametrize(("app", "email", "rows", "mailed"), [("1", "", 1, 0), ("", "", 0, 0), ("1", "now", 1, 1), ("", "now", 1, 1)])
def test_each_member_chooses_how_they_are_told(ada, bob, followed, app, email, rows, mailed):
    profile.change(bob, {"notices_app": app, "notices_email": email})
    contacts.edit(followed, {"city": "Oslo"}, by=ada)
    hear()
    assert (Notice.select().count(), Mail.select().count()) == (rows, mailed)
    assert notices.unread(Member.get_by_id(bob.id)) == (1 if app else 0)


def at(monkeypatch, *when):
    monkeypatch.setattr(clock, "now", lambda: datetime(*when, tzinfo=UTC))


def test_a_digest_is_written_once_a_day_at_eight_in_the_members_zone(ada, bob, followed, monkeypatch):
    profile.change(bob, {"notices_email": "daily", "timezone": "Pacific/Auckland"})
    at(monkeypatch, 2026, 9, 25, 18, 0)
    contacts.edit(followed, {"city": "Oslo"}, by=ada)
    hear()
    at(monkeypatch, 2026, 9, 25, 19, 59)
    assert mails.write_digests() == 0
    at(monkeypatch, 2026, 9, 25, 20, 0)
    assert [mails.write_digests(), mails.write_digests()] == [1, 0]
    contacts.edit(followed, {"city": "Rome"}, by=ada)
    hear()
    at(monkeypatch, 2026, 9, 26, 18, 59)
    assert mails.write_digests() == 0
    at(monkeypatch, 2026, 9, 26, 20, 1)
    assert [mails.write_digests(), mails.write_digests()] == [1, 0]
    texts = [mail.text for mail in Mail.select().order_by(Mail.id)]
    assert [("Oslo" in text, "Ann Lee" in text) for text in texts] == [(False, True)] * 2
    assert [mail.key for mail in Mail.select().order_by(Mail.id)] == ["digest 2026-09-26", "digest 2026-09-27"]


def task(by, assignee, contact=None, **more):
    return tasks.create(tasks.Typed("Call", "2026-12-01", assignee.email, **more), by=by, zone="UTC", contact=contact)


def test_who_is_given_a_task_is_told_once_and_who_takes_one_is_not(ada, bob, ann):
    made = task(ada, bob, ann)
    task(bob, bob)
    hear()
    tasks.give([made], "assignee", ada.email, by=ada, zone="UTC")
    tasks.give([made, task(ada, ada)], "assignee", bob.email, by=ada, zone="UTC")
    assert told(bob) == [("task", "Gave you the task “Call”", "Ada Moe", False)] * 2
    assert told(ada) == []
    assert [one.name for one in notices.of(bob)] == ["Ann Lee", "Ann Lee"]


def test_a_task_that_is_gone_or_somebody_elses_by_now_is_told_no_more(ada, bob, ann):
    made, other = task(ada, bob, ann), task(ada, bob)
    tasks.remove(made, by=ada)
    tasks.give([other], "assignee", ada.email, by=ada, zone="UTC")
    assert told(bob) == []
    assert notices.unread(bob) == 0


def test_a_task_about_somebody_one_may_not_see_is_told_without_their_name(ada, eve, ann):
    made = task(ada, eve, ann)
    hear()
    [one] = notices.of(eve)
    assert (one.title, one.name, one.task) == ("Gave you the task “Call”", "", made.id)
    assert "Ann" not in repr(one)


def test_a_reminder_is_told_to_whose_task_it_is_and_not_to_followers(ada, bob, followed):
    made = task(bob, ada, followed, remind="60")
    with clock.moved(timedelta(days=30)):
        assert reminding.remind() == 1
        assert ("reminder", "Reminder: Call", "Kith", False) in told(ada)
        assert [why for why, *_ in told(bob)] == []
    assert {one.task for one in notices.of(ada)} == {made.id}


def test_the_next_of_a_series_is_told_to_whose_it_is_when_somebody_else_does_the_last(ada, bob):
    made = task(ada, bob, rule="FREQ=WEEKLY")
    tasks.done(made, by=ada)
    assert [title for _, title, *_ in told(bob)] == ["Gave you the task “Call”"] * 2
