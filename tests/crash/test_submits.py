"""A form that is sent twice, or twenty times at once, is done once, and every answer is that of the first time."""

import io
import threading
from collections import Counter

import pytest

from crm import bulk, contacts, db, files, followers, journal, members, notes, samples, tags, talks, tasks
from crm.contacts import addresses
from crm.journal import work
from crm.members import invitations
from crm.models import Business, Change, Contact, ContactEmail, ContactSearch, ContactTag, Event, Note, Operation, Tag
from crm.models.dnc import ALL, CHANNELS
from crm.selection import Selection
from tests.blueprints.conftest import PASSWORD
from tests.blueprints.test_rights import address_of, routes
from tests.blueprints.test_rights import picture as a_picture
from tests.crash import survival

TIMES = 20
PERSON = {"first_name": "Bo", "last_name": "Ray", "email": "bo@example.org", "business": "Fjord Ltd", "once": "k1"}


@pytest.fixture
def at_once(app):
    """Calls twenty times in parallel, and gives the answers."""

    def call(act, times=TIMES):
        barrier, answers = threading.Barrier(times), []

        def one(number):
            barrier.wait(20)
            try:
                answers.append(act(number))
            finally:
                db.db.close()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(answers) == times
        return answers

    return call


@pytest.fixture
def post(browse, ada):
    """Sends a form from a browser of its own, in which Ada is signed in; gives the status and where it leads."""
    browsers = [browse(ada) for _ in range(TIMES)]

    def send(number, path, data, **headers):
        answer = browsers[number].post(path, data=data, headers=headers)
        return answer.status_code, answer.location

    return send


@pytest.fixture
def bob(ada):
    return members.create("Bob", "bob@example.org", PASSWORD, by=ada)


@pytest.fixture
def ann(ada):
    return contacts.create(contacts.Form({"first_name": "Ann"}), by=ada, region="US")


def run(operation_id):
    with db.connection():
        return work.run(operation_id)


def done_by(kind):
    return [head for head in Operation.select() if head.kind == kind]


def test_a_new_person_is_made_once(at_once, post):
    answers = at_once(lambda number: post(number, "/contacts", PERSON))
    made = Contact.get()
    assert Counter(answers) == {(303, f"/contacts/{made.id}?did={made.born}"): TIMES}
    assert (Contact.select().count(), Business.select().count(), len(done_by("contact.created"))) == (1, 1, 1)


def test_an_import_is_begun_checked_and_run_once(at_once, post):
    text = b"first_name,email\n" + b"".join(b"P%d,p%d@example.org\n" % (n, n) for n in range(50))
    answers = at_once(lambda number: post(number, "/imports", {"file": (io.BytesIO(text), "people.csv"), "once": "k2"}))
    [head] = done_by("import")
    assert Counter(answers) == {(303, f"/imports/{head.id}/file"): TIMES}
    choices = {"mode": "both", "on_match": "fill", "match1": "email"}
    answers = at_once(lambda number: post(number, f"/imports/{head.id}/choose", choices))
    assert Counter(answers) == {(303, f"/imports/{head.id}/review"): TIMES}
    work.run(head.id)
    plan = {"plan": Operation.get_by_id(head.id).params["plan"]}
    answers = at_once(lambda number: post(number, f"/imports/{head.id}/run", plan))
    assert Counter(answers) == {(303, f"/imports/{head.id}"): TIMES}
    work.run(head.id)
    assert Contact.select().count() == 50
    rows = {"row": ["1", "2"], "once": "k9"}
    answers = at_once(lambda number: post(number, f"/imports/{head.id}/undo", rows))
    [undo] = done_by("undo")
    assert Counter(answers) == {(303, f"/imports/{head.id}/rows?did={undo.id}"): TIMES}
    assert Contact.select().where(Contact.state == 1).count() == 48


def test_the_same_file_uploaded_by_many_at_once_is_kept_whole(at_once, post, settings):
    text = b"first_name,email\n" + b"".join(b"P%d,p%d@example.org\n" % (n, n) for n in range(5_000))
    answers = at_once(lambda number: post(number, "/imports", {"file": (io.BytesIO(text), "people.csv"), "once": f"k{number}"}))
    assert {status for status, _ in answers} == {303}
    [kept] = (settings.data / "files").iterdir()
    assert kept.read_bytes() == text


def test_a_bulk_act_is_started_once_however_often_it_is_sent(at_once, post, ada, ann):
    head = bulk.draft(Selection(), "add-tags", by=ada)
    answers = at_once(lambda number: post(number, f"/bulk/{head.id}/start", {"tags": "new", "action": "add-tags", "once": f"k{number}"}))
    assert {status for status, _ in answers} == {303}
    assert [one.id for one in done_by("bulk")] == [head.id]
    work.run(head.id)
    assert Operation.get_by_id(head.id).changed == 1


def test_an_undo_is_done_once(at_once, post, ann):
    answers = at_once(lambda number: post(number, f"/operations/{ann.born}/undo", {"once": "k3", "next": "/contacts"}))
    [undo] = done_by("undo")
    assert Counter(answers) == {(303, f"/contacts?did={undo.id}"): TIMES}
    assert Contact.get().state == 0


def test_an_undo_for_the_worker_is_queued_once(at_once, post, ada, settings):
    head = survival.start_import(settings, 300, ada)
    work.run(head.id)
    answers = at_once(lambda number: post(number, f"/operations/{head.id}/undo", {"once": "k4"}))
    [undo] = done_by("undo")
    assert Counter(answers) == {(303, f"/operations/{undo.id}"): TIMES}
    work.run(undo.id)
    survival.check_undone(300)


def test_many_undos_of_one_act_take_it_back_once(at_once, post, ann):
    answers = at_once(lambda number: post(number, f"/operations/{ann.born}/undo", {"once": f"u{number}"}))
    assert {status for status, _ in answers} == {303}
    [undo] = done_by("undo")
    assert Operation.get_by_id(ann.born).undone_by == undo.id
    assert Event.select().where(Event.operation == undo.id).count() == 1
    cells = list(Change.select(Change.tbl, Change.row, Change.col, Change.operation).tuples())
    assert len(cells) == len(set(cells))


def test_two_undos_of_one_import_in_two_workers_take_it_back_once(at_once, ada, settings):
    head = survival.start_import(settings, 300, ada)
    work.run(head.id)
    undos = [journal.undo(Operation.get_by_id(head.id), by=ada).operation.id for _ in range(2)]
    at_once(lambda number: run(undos[number]), times=2)
    survival.check_undone(300)
    assert sum(Operation.get_by_id(undo).changed for undo in undos) == Operation.get_by_id(undos[0]).total


@pytest.mark.parametrize("keys", ["one", "many"])
def test_a_tag_is_put_on_once_and_made_once(at_once, post, ann, keys):
    once = "k5" if keys == "one" else "k5-{}"
    answers = at_once(lambda number: post(number, f"/contacts/{ann.id}/tags", {"name": "VIP", "once": once.format(number)}))
    assert {status for status, _ in answers} == {303}
    assert (Tag.select().count(), ContactTag.select().count(), len(done_by("contact.tagged"))) == (1, 1, 1)


def test_many_people_of_one_new_business_share_it(at_once, post):
    answers = at_once(lambda n: post(n, "/contacts", {**PERSON, "email": f"p{n}@example.org", "once": f"b{n}"}))
    assert {status for status, _ in answers} == {303}
    assert (Contact.select().count(), Business.select().count()) == (TIMES, 1)


def test_a_note_taken_away_twice_is_no_error(at_once, post, me, ann):
    me.post(f"/contacts/{ann.id}/notes", data={"text": "Called", "once": "n"})
    path = f"/contacts/{ann.id}/notes/{Note.get().id}/removal"
    answers = at_once(lambda number: post(number, path, {"once": "k6"}))
    [gone] = done_by("note.removed")
    assert Counter(answers) == {(303, f"/contacts/{ann.id}?did={gone.id}"): TIMES}


@pytest.mark.parametrize("act", ["archive", "restoration"])
def test_putting_away_and_bringing_back_are_done_once(at_once, post, ann, ada, act):
    if act == "restoration":
        contacts.archive(ann, by=ada)
    answers = at_once(lambda number: post(number, f"/contacts/{ann.id}/{act}", {"once": "k7"}))
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert Contact.get().state == (2 if act == "archive" else 1)


def test_an_edit_is_done_once(at_once, post, ann):
    edit = {"city": "Oslo", "shown_city": "", "once": "k8"}
    answers = at_once(lambda number: post(number, f"/contacts/{ann.id}", edit))
    [done] = done_by("contact.edited")
    assert Counter(answers) == {(303, f"/contacts/{ann.id}?did={done.id}"): TIMES}
    assert Change.select().count() == 1


def test_of_many_who_edit_one_field_at_once_one_wins_and_the_others_are_told(at_once, post, ann):
    answers = at_once(
        lambda number: post(number, f"/contacts/{ann.id}", {"city": f"City {number}", "shown_city": "", "once": f"e{number}"})
    )
    assert Counter(status for status, _ in answers) == {303: 1, 409: TIMES - 1}
    assert Change.select().count() == 1


def test_an_address_many_add_at_once_is_there_once(at_once, post, ann):
    answers = at_once(lambda n: post(n, f"/contacts/{ann.id}/emails", {"address": "ann@example.org", "once": f"a{n}"}))
    assert {status for status, _ in answers} == {303}
    assert ContactEmail.select().count() == 1


def test_what_many_add_at_once_is_all_found_and_all_obeyed(at_once, post, ann):
    """Search text and blocked channels are derived from all rows: none may be written from half of them."""

    def add(number):
        if number % 2:
            return post(number, f"/contacts/{ann.id}/emails", {"address": f"ann{number}@example.org", "once": f"s{number}"})
        return post(number, f"/contacts/{ann.id}/dnc", {"channel": list(CHANNELS)[number // 2 % len(CHANNELS)], "once": f"s{number}"})

    assert {status for status, _ in at_once(add)} == {303}
    text = ContactSearch.get().text
    assert all(f"ann{number}@example.org" in text for number in range(1, TIMES, 2))
    assert Contact.get().dnc == ALL
    assert sorted(row.position for row in ContactEmail.select()) == list(range(1, TIMES // 2 + 1))


def picture():
    return {"photo": (a_picture(), "p.png")}


FORMS = {
    "bulk.create": {"id": "1", "action": "add-tags"},
    "contacts.create": {"first_name": "Cy"},
    "contacts.update": {"city": "Rome", "shown_city": ""},
    "contacts.change_field": {"value": "Rome", "shown": ""},
    "contacts.keep_columns": {"column": ["city", "email"]},
    "contacts.add_tag": {"name": "new"},
    "contacts.remove_tag": {},
    "contacts.add_note": {"text": "A note"},
    "contacts.remove_note": {},
    "contacts.change_note": {"text": "Other words", "shown": "A note\n- [ ] Pump"},
    "contacts.pin_note": {"pinned": "1"},
    "contacts.tick_note": {"item": "0:1:Pump"},
    "contacts.add_task": {"title": "Call"},
    "contacts.finish_task": {},
    "tasks.create": {"title": "Call"},
    "tasks.update": {"title": "Visit"},
    "tasks.complete": {},
    "tasks.snooze": {"due": "2027-01-01"},
    "tasks.remove": {},
    "tasks.tick": {"item": "0:1:Pump"},
    "tasks.change_many": {"do": "done", "id": "1"},
    "contacts.log_talk": {"kind": "call", "outcome": "reached", "minutes": "5"},
    "contacts.remove_talk": {},
    "contacts.add_file": lambda: {"file": (io.BytesIO(b"Some words"), "p.txt")},
    "contacts.remove_file": {},
    "contacts.add_email": {"address": "new@example.org"},
    "contacts.add_phone": {"number": "+47 22 33 44 55"},
    "contacts.change_way": {"value": "other@example.org", "label": "work"},
    "contacts.prefer_way": {},
    "contacts.judge_email": {"valid": "0"},
    "contacts.remove_way": {},
    "contacts.block": {"channel": "email"},
    "contacts.set_photo": picture,
    "contacts.remove_photo": {},
    "contacts.follow": {},
    "contacts.unfollow": {},
    "contacts.archive": {},
    "contacts.restore": {},
    "records.create": {"name": "Fell Ltd"},
    "records.update": {"name": "Fell Ltd"},
    "records.change_field": {"value": "Oslo"},
    "records.keep_columns": {"column": ["city", "email"]},
    "businesses.remove": {},
    "associations.link_contacts": {"way": "1a", "other": "2"},
    "associations.link_businesses": {"way": "1b", "other": "2"},
    "associations.unlink_contacts": {},
    "associations.unlink_businesses": {},
    "associations.link_objects": {"way": "2b", "other": "2"},
    "associations.unlink_objects": {},
    "objects.create": {"one": "horse", "many": "horses"},
    "objects.update": {"one": "ship", "many": "ships"},
    "objects.remove": {},
    "objects.archive": {},
    "objects.restore": {},
    "associations.create": {"name": "Friend", "kind_a": "1", "kind_b": "1"},
    "associations.update": {"name": "Counsel of"},
    "associations.remove": {},
    "contacts.add_business": {"name": "Fell Ltd", "role": "Buyer"},
    "contacts.set_role": {"role": "Buyer"},
    "contacts.prefer_business": {},
    "contacts.leave_business": {},
    "belonging.join": {"contact": "1"},
    "belonging.decide": {"answer": "no"},
    "belonging.add_note": {"text": "A note"},
    "belonging.change_note": {"text": "Other words", "shown": "A note\n- [ ] Pump"},
    "belonging.pin_note": {"pinned": "1"},
    "belonging.tick_note": {"item": "0:1:Pump"},
    "belonging.remove_note": {},
    "tags.create": {"name": "brass"},
    "tags.update": {"name": "golden", "colour": "3"},
    "tags.merge": {"into": "2"},
    "tags.remove": {},
    "lists.create": {"name": "Oslo", "filter": '{"field": "city", "op": "is", "value": "Oslo"}'},
    "lists.update": {"name": "Other"},
    "lists.remove": {},
    "lists.keep_tabs": {"tab": ["new", "quiet"]},
    "imports.create": lambda: {"file": (io.BytesIO(b"first_name\nAnn\n"), "p.csv")},
    "exports.create": {"format": "csv", "columns": "data"},
    "prints.make": {"show": "city", "sort": "-name"},
    "exports.keep": {"set_name": "Post", "column": ["street", "city"]},
    "exports.change": {"name": "Cards", "shared": "1"},
    "exports.remove": {},
    "imports.rename": {"name": "Spring fair"},
    "imports.forget": {},
    "operations.undo": {},
    "members.invite": {"name": "Tim", "email": "tim@example.org", "role": "member"},
    "members.withdraw": {},
    "members.renew": {},
    "members.rights": {"role": "viewer"},
    "members.deactivate": {},
    "members.activate": {},
    "members.sign_out": {},
    "profile.update": {"name": "Ada Two"},
    "profile.change_password": {"now": PASSWORD, "new": "five quiet river stones"},
    "settings.change_office": {"name": "Fjord"},
    "fields.create": {"label": "Weight", "type": "number"},
    "fields.change": {"label": "Girth"},
    "fields.retype": {"type": "text"},
    "fields.remove": {},
    "fields.move": {"to": "down"},
    "fields.arrange": {"field": ["f", "2", "1"]},
    "fields.add_option": {"label": "Huge"},
    "fields.change_option": {"label": "Tiny"},
    "fields.remove_option": {},
    "fields.add_type": {"label": "Reseller"},
    "fields.change_type": {"label": "Dealer"},
    "fields.remove_type": {},
    "fields.add_folder": {"name": "Personal"},
    "fields.change_folder": {"name": "Agreement"},
    "fields.remove_folder": {},
    "office.load_samples": {},
    "office.remove_samples": {},
    "office.close_steps": {},
}
"""Every form there is, with something typed into it."""
OTHERS = {
    "bulk.refresh",
    "bulk.start",
    "contacts.export",
    "notices.read",
    "notices.read_all",
    "operations.wish",
    "profile.end_sign_in",
    "sign_in.leave",
}
"""Posts that make no operation, or end the sign-in they are sent from."""
STEPS = {
    f"imports.{step}" for step in ("keep_file", "keep_map", "keep_choose", "decide", "run", "stop", "discard", "undo", "check_records")
}
"""The steps of one import, tried together above."""
CHANGES_NOTHING = {
    "belonging.join",
    "contacts.prefer_business",
    "contacts.restore",
    "objects.restore",
    "operations.undo",
    "contacts.remove_photo",
    "members.activate",
    "office.remove_samples",
}
"""What finds nothing to do on what the test prepared; undoing what nobody used since is tried above."""


def test_every_form_stands_in_the_table(app):
    posts = {rule.endpoint for rule, method in routes(app) if method == "POST"}
    assert posts - OTHERS - STEPS == set(FORMS)


@pytest.mark.parametrize("endpoint", FORMS)
def test_every_form_sent_twenty_times_at_once_is_done_once(app, at_once, post, ada, bob, ann, endpoint):
    addresses.add_email(ann, "ann@example.org", by=ada)
    addresses.add_email(ann, "second@example.org", by=ada)
    tags.put_on(ann, "gold", by=ada)
    tags.named("silver", by=ada)
    contacts.edit(ann, {"business": "Fjord Ltd"}, by=ada)
    contacts.create(contacts.Form({"first_name": "Bea", "business": "Fell Ltd and sons"}), by=ada, region="US")
    followers.follow(ann, bob, by=bob)
    notes.add(ann, "A note\n- [ ] Pump", by=ada)
    tasks.create(tasks.Typed("Call Ann", description="- [ ] Pump"), by=ada, zone="UTC", contact=ann)
    talks.log(ann, talks.Told("call"), by=ada)
    files.add(ann, a_picture(), "ann.png", by=ada)
    invitations.invite("Tom", "tom@example.org", "member", by=ada)
    [rule] = [rule for rule, method in routes(app) if rule.endpoint == endpoint and method == "POST"]
    path = address_of(app, rule, ann, ada if endpoint.startswith(("lists.", "exports.")) else bob)
    before = Operation.select().count()
    data = FORMS[endpoint]
    answers = at_once(lambda number: post(number, path, {**(data() if callable(data) else data), "once": "the same"}))
    statuses = Counter(status for status, _ in answers)
    made = Operation.select().where(Operation.idem_key.startswith("the same")).count()
    assert set(statuses) <= {200, 303, 409}, statuses
    assert made == (0 if endpoint in CHANGES_NOTHING or endpoint == "office.load_samples" else 1), (made, statuses)
    if endpoint == "office.load_samples":
        assert samples.count() == samples.COUNT
    else:
        assert Operation.select().count() == before + made
