"""Who may do what: every route and every command stands in one table, and each is tried by every role on every kind of object.

A route or command without an entry fails. What is refused leaves every table as it was.
"""

import hashlib
import io
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from click import Group as CommandGroup
from PIL import Image

from blueprints import all_commands
from blueprints.web.commands import OWNERLESS
from blueprints.web.guard import OPEN
from crm import (
    associations,
    contact_types,
    contacts,
    custom_fields,
    custom_objects,
    db,
    files,
    kinds,
    lists,
    members,
    notes,
    tags,
    talks,
    tasks,
)
from crm.associations import labels
from crm.associations.labels import Wanted as LabelWanted
from crm.associations.ways import Way
from crm.contacts import addresses
from crm.custom_fields import Wanted, options, ordering
from crm.custom_objects.keeping import Verbs
from crm.exporting import column_sets
from crm.fields import custom
from crm.filters import Group
from crm.importing import drafts, mappings
from crm.importing.options import Options
from crm.journal import work
from crm.members import invitations, sign_in
from crm.members.sign_in import Visitor
from crm.models import (
    AssociationLabel,
    Business,
    Choice,
    ColumnSet,
    ContactEmail,
    ContactSearch,
    ContactTag,
    CustomField,
    CustomFolder,
    CustomObject,
    Member,
    Membership,
    Notice,
    Operation,
    SavedMapping,
    Session,
    SmartList,
    Task,
    tables,
)
from tests.blueprints.conftest import PASSWORD

ENGINES = ("sqlite",)
EVERYBODY, EDITORS, ADMINS, AUTHORS = "everybody", "editors", "admins", "authors"
"""Authors change what they wrote themselves, and admins what anybody wrote; here the owner wrote everything."""
ROUTES = {
    "sign_in.home": EVERYBODY,
    "sign_in.leave": EVERYBODY,
    "contacts.index": EVERYBODY,
    "contacts.archived": EVERYBODY,
    "contacts.export": EVERYBODY,
    "contacts.choose_columns": EVERYBODY,
    "contacts.keep_columns": EVERYBODY,
    "contacts.new": EDITORS,
    "contacts.create": EDITORS,
    "contacts.show": EVERYBODY,
    "contacts.timeline": EVERYBODY,
    "contacts.sheet": EVERYBODY,
    "contacts.photo": EVERYBODY,
    "contacts.edit": EDITORS,
    "contacts.confirm_archive": EDITORS,
    "contacts.show_field": EDITORS,
    "contacts.change_field": EDITORS,
    "contacts.update": EDITORS,
    "contacts.add_tag": EDITORS,
    "contacts.remove_tag": EDITORS,
    "contacts.add_note": EDITORS,
    "contacts.remove_note": EDITORS,
    "contacts.show_note": EVERYBODY,
    "contacts.edit_note": AUTHORS,
    "contacts.change_note": AUTHORS,
    "contacts.pin_note": EDITORS,
    "contacts.tick_note": AUTHORS,
    "contacts.compose": EDITORS,
    "contacts.log_talk": EDITORS,
    "contacts.remove_talk": EDITORS,
    "contacts.add_file": EDITORS,
    "contacts.remove_file": EDITORS,
    "contacts.add_task": EDITORS,
    "contacts.finish_task": EDITORS,
    "tasks.today": EVERYBODY,
    "tasks.sheet": EVERYBODY,
    "tasks.index": EVERYBODY,
    "tasks.new": EDITORS,
    "tasks.create": EDITORS,
    "tasks.show": EVERYBODY,
    "tasks.update": EDITORS,
    "tasks.complete": EDITORS,
    "tasks.snooze": EDITORS,
    "tasks.remove": EDITORS,
    "tasks.tick": EDITORS,
    "tasks.change_many": EDITORS,
    "contacts.download": EVERYBODY,
    "contacts.small": EVERYBODY,
    "contacts.add_email": EDITORS,
    "contacts.add_phone": EDITORS,
    "contacts.change_way": EDITORS,
    "contacts.prefer_way": EDITORS,
    "contacts.judge_email": EDITORS,
    "contacts.remove_way": EDITORS,
    "contacts.block": EDITORS,
    "contacts.set_photo": EDITORS,
    "contacts.remove_photo": EDITORS,
    "contacts.archive": EDITORS,
    "contacts.restore": EDITORS,
    "lists.build": EVERYBODY,
    "lists.condition": EVERYBODY,
    "lists.index": EVERYBODY,
    "lists.why": EVERYBODY,
    **dict.fromkeys(("lists.of_contact", "lists.of_record"), EVERYBODY),
    "lists.as_of": EVERYBODY,
    "lists.counts": EVERYBODY,
    "lists.create": EVERYBODY,
    "lists.update": EVERYBODY,
    "lists.remove": EVERYBODY,
    "lists.keep_tabs": EVERYBODY,
    "imports.new": EDITORS,
    "imports.create": EDITORS,
    "imports.index": EVERYBODY,
    "imports.sample": EVERYBODY,
    "imports.show": EVERYBODY,
    "imports.rows": EVERYBODY,
    "imports.original": EVERYBODY,
    "imports.undo": EVERYBODY,
    "imports.file": EDITORS,
    "imports.keep_file": EDITORS,
    "imports.map": EDITORS,
    "imports.keep_map": EDITORS,
    "imports.column": EDITORS,
    "imports.choose": EDITORS,
    "imports.keep_choose": EDITORS,
    "imports.review": EDITORS,
    "imports.decide": EDITORS,
    "imports.run": EDITORS,
    "imports.stop": EDITORS,
    "imports.unpacking": EDITORS,
    "imports.discard": EDITORS,
    "imports.records_draft": EDITORS,
    "imports.check_records": EDITORS,
    "imports.plan_file": EDITORS,
    "imports.saved": EDITORS,
    "imports.rename": EDITORS,
    "imports.forget": EDITORS,
    "imports.outcome_file": EVERYBODY,
    "bulk.create": EDITORS,
    "bulk.show": EVERYBODY,
    "bulk.refresh": EVERYBODY,
    "bulk.start": EVERYBODY,
    "exports.new": EVERYBODY,
    "exports.create": EVERYBODY,
    "exports.index": EVERYBODY,
    "exports.keep": EVERYBODY,
    "exports.change": EVERYBODY,
    "exports.remove": EVERYBODY,
    "exports.show": EVERYBODY,
    "exports.file": EVERYBODY,
    "exports.note": EVERYBODY,
    "prints.show": EVERYBODY,
    "prints.make": EVERYBODY,
    "prints.sheets": EVERYBODY,
    "prints.style": EVERYBODY,
    "prints.skipped": EVERYBODY,
    "operations.index": EVERYBODY,
    "operations.show": EVERYBODY,
    "operations.outcome_file": EVERYBODY,
    "operations.plan_undo": EVERYBODY,
    "operations.undo": EVERYBODY,
    "operations.wish": EVERYBODY,
    "members.index": ADMINS,
    "members.invite": ADMINS,
    "members.withdraw": ADMINS,
    "members.renew": ADMINS,
    "members.rights": ADMINS,
    "members.deactivate": ADMINS,
    "members.activate": ADMINS,
    "members.sign_out": ADMINS,
    "profile.show": EVERYBODY,
    "profile.update": EVERYBODY,
    "profile.change_password": EVERYBODY,
    "profile.end_sign_in": EVERYBODY,
    "settings.index": EVERYBODY,
    "settings.show_office": ADMINS,
    "settings.change_office": ADMINS,
    **dict.fromkeys((f"tags.{act}" for act in ("index", "create", "show", "update", "merge", "confirm_removal", "remove")), ADMINS),
    "fields.index": ADMINS,
    "fields.new": ADMINS,
    "fields.create": ADMINS,
    "fields.show": ADMINS,
    "fields.change": ADMINS,
    "fields.retype": ADMINS,
    "fields.confirm_removal": ADMINS,
    "fields.remove": ADMINS,
    "fields.move": ADMINS,
    "fields.arrange": ADMINS,
    "fields.add_option": ADMINS,
    "fields.change_option": ADMINS,
    "fields.remove_option": ADMINS,
    **dict.fromkeys((f"fields.{act}" for act in ("types", "add_type", "change_type", "remove_type")), ADMINS),
    "fields.add_folder": ADMINS,
    "fields.change_folder": ADMINS,
    "fields.remove_folder": ADMINS,
    **dict.fromkeys((f"notices.{act}" for act in ("index", "bell", "mails", "read_all")), EVERYBODY),
    "notices.read": EVERYBODY,
    "activity.index": EVERYBODY,
    "activity.file": EVERYBODY,
    "contacts.follow": EDITORS,
    "contacts.unfollow": EDITORS,
    **dict.fromkeys((f"businesses.{act}" for act in ("index", "show")), EVERYBODY),
    **dict.fromkeys((f"businesses.{act}" for act in ("confirm_removal", "remove")), EDITORS),
    **dict.fromkeys((f"records.{act}" for act in ("choose_columns", "keep_columns", "sheet")), EVERYBODY),
    **dict.fromkeys((f"records.{act}" for act in ("new", "create", "edit", "update", "show_field", "change_field")), EDITORS),
    **dict.fromkeys((f"associations.show_{kind}" for kind in ("contacts", "businesses")), EVERYBODY),
    **dict.fromkeys((f"associations.{act}_{kind}" for act in ("link", "unlink") for kind in ("contacts", "businesses")), EDITORS),
    **dict.fromkeys(("objects.index", "objects.archived", "objects.show", "associations.show_objects"), EVERYBODY),
    **dict.fromkeys(("objects.archive", "objects.restore", "associations.link_objects", "associations.unlink_objects"), EDITORS),
    **dict.fromkeys((f"objects.{act}" for act in ("define", "create", "edit", "update", "confirm_removal", "remove")), ADMINS),
    **dict.fromkeys((f"associations.{act}" for act in ("index", "create", "edit", "update", "confirm_removal", "remove")), ADMINS),
    **dict.fromkeys((f"belonging.{act}" for act in ("suggested", "show_note")), EVERYBODY),
    **dict.fromkeys((f"belonging.{act}" for act in ("find", "join", "decide")), EDITORS),
    **dict.fromkeys((f"contacts.{act}" for act in ("add_business", "set_role", "prefer_business", "leave_business")), EDITORS),
    **dict.fromkeys((f"belonging.{act}_note" for act in ("add", "pin", "remove")), EDITORS),
    "belonging.change_note": AUTHORS,
    "belonging.tick_note": AUTHORS,
    "palette.show": EVERYBODY,
    "palette.help": EVERYBODY,
    "office.load_samples": ADMINS,
    "office.remove_samples": ADMINS,
    "office.close_steps": ADMINS,
}
ROLES = {  # role, whether narrowed to what is assigned
    "owner": ("owner", False),
    "admin": ("admin", False),
    "member": ("member", False),
    "narrow member": ("member", True),
    "viewer": ("viewer", False),
    "narrow viewer": ("viewer", True),
}
OBJECTS = ("own", "other's", "nobody's")
COMMANDS = {
    "owner create": ["--name", "A", "--email", "a@example.org", "--password", PASSWORD],
    "import": ["/dev/null"],
    "export": ["--all", "--out", "people.csv"],
    "count": ["--all"],
    "explain": ["1", "--filter", '{"all": []}'],
    "operations list": [],
    "operations show": ["1"],
    "operations undo": ["1"],
    "operations pause": ["1"],
    "operations resume": ["1"],
    "operations cancel": ["1"],
    "bulk": ["set-field", "--all", "--set", "city=Oslo"],
    "purge": [],
    "migrate": [],
    "work": ["--once"],
    "demo": [],
    "make-office": ["--contacts", "1"],
}
_FILES = {
    "contacts.add_file": lambda: {"file": (io.BytesIO(b"Some words"), "p.txt")},
    "contacts.set_photo": lambda: {"photo": (picture(), "p.png")},
    "imports.create": lambda: {"file": (io.BytesIO(b"first_name\nAnn\n"), "p.csv")},
}


def picture():
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    out.seek(0)
    return out


def routes(app):
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if rule.endpoint not in OPEN:
                yield rule, method


@pytest.fixture
def people(app):
    """Everybody by role, and a colleague who is none of them."""
    ada = members.create_owner("Owner", "owner@example.org", PASSWORD)
    made = {"owner": ada}
    for name, (role, narrow) in ROLES.items():
        if name != "owner":
            address = f"{name.replace(' ', '')}@example.org"
            made[name] = members.create(name, address, PASSWORD, role=role, only_assigned=narrow, by=ada)
    made["colleague"] = members.create("Colleague", "colleague@example.org", PASSWORD, by=ada)
    return made


def a_contact(people, role, whose):
    """A person with a row of every kind, owned as asked."""
    ada = people["owner"]
    owner = {"own": people[role].email, "other's": people["colleague"].email, "nobody's": ""}[whose]
    made = contacts.create(
        contacts.Form({"first_name": "Zed", "owner": owner, "business": f"Works of {whose}"}, "zed@example.org"), by=ada, region="US"
    )
    addresses.add_email(made, "zed2@example.org", by=ada)
    tags.put_on(made, "gold", by=ada)
    notes.add(made, "A note", by=ada)
    tasks.create(tasks.Typed("Call Zed"), by=ada, zone="UTC", contact=made)
    talks.log(made, talks.Told("call"), by=ada)
    files.add(made, picture(), "zed.png", by=ada)
    return made


def address_of(app, rule, contact, target):
    """The address of a route about this contact, with rows that are really theirs; `target` is a member, not oneself."""
    filled = {
        "contact_id": contact.id,
        "business_id": contact.business_id,
        "of": "businesses",
        "record_id": contact.business_id,
        "ways": "emails",
        "key": "city",
        "kind": "list",
        "token_hash": "nothing",
        "operation_id": contact.born,
        "member_id": target.id,
        "list_id": a_list(target).id,
        "set_id": a_set(target).id,
        "notice_id": a_notice(target, contact).id,
        "mapping_id": a_mapping(target).id,
    }
    if rule.endpoint in ("contacts.change_way", "contacts.prefer_way", "contacts.remove_way", "contacts.judge_email"):
        filled["row_id"] = ContactEmail.select().where(ContactEmail.contact == contact.id).order_by(ContactEmail.id.desc()).get().id
    filled["tag_id"] = ContactTag.get(ContactTag.contact == contact.id).tag_id
    filled["note_id"] = notes.of(contact)[0].id
    filled["talk_id"] = talks.of(contact)[0].id
    filled["task_id"] = Task.get((Task.contact == contact.id) & (Task.state == 1)).id
    filled["file_id"] = files.of(contact)[0].id
    filled["invitation_id"] = invitations.pending()[0].id
    if rule.endpoint.startswith("associations."):
        filled |= a_link(contact)
    if "objects" in rule.endpoint:
        filled |= a_boat(contact)
    if rule.endpoint.startswith("belonging.") and "note_id" in rule.arguments:
        filled["note_id"] = notes.add(Business.get_by_id(contact.business_id), "A note\n- [ ] Pump", by=members.owner()).id
    if rule.endpoint.startswith("fields."):
        filled |= a_trade()
    if "type_id" in rule.arguments:
        filled["type_id"] = contact_types.add(f"Partner {Choice.select().count()}", by=members.owner()).id
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: filled[name] for name in rule.arguments}, _external=False)


def a_trade():
    """A folder, and two fields of the office's own, the first a choice of two."""
    ada = members.owner()
    folder = CustomFolder.get_or_none(CustomFolder.state == 1) or ordering.add_folder("Contract", by=ada)
    living = _fields()
    if len(living) < 2 or living[0].type != "choice":
        for field in living:
            custom_fields.remove(field, by=ada)
        custom_fields.define(Wanted("Size", "choice", options=("Small", "Large")), by=ada)
        custom_fields.define(Wanted("Colour"), by=ada)
    field = _fields()[0]
    return {"field_id": field.id, "option_id": options.living_of(field)[0].id, "folder_id": folder.id}


def _fields():
    return list(CustomField.select().where(CustomField.state == 1).order_by(CustomField.position))


def a_link(contact):
    """A label between people and businesses, and a link of this person with their business."""
    ada = members.owner()
    label = AssociationLabel.get_or_none((AssociationLabel.state == 1) & (AssociationLabel.kind_b == 7)) or labels.create(
        LabelWanted("Lawyer of", "Lawyer", 1, 7), by=ada
    )
    made = associations.link((1, contact.id), Way(label, "a"), (7, contact.business_id), by=ada)
    return {"label_id": label.id, "association_id": made.id}


def a_boat(contact):
    """An object, and a record of it that is linked with this person."""
    ada = members.owner()
    made = CustomObject.get_or_none(CustomObject.state == 1) or custom_objects.create("boat", "boats", by=ada)
    kind = kinds.of(1_000 + made.id)
    found = AssociationLabel.get_or_none((AssociationLabel.kind_b == kind.number) & (AssociationLabel.state == 1))
    label = found or labels.create(LabelWanted("Boat", "Skipper", 1, kind.number), by=ada)
    boat = Verbs(kind).create({"name": f"Boat of {contact.id}"}, by=ada)
    link = associations.link((1, contact.id), Way(label, "a"), (kind.number, boat.id), by=ada)
    return {"object_id": made.id, "of": kind.key, "record_id": boat.id, "association_id": link.id}


def a_notice(member, contact):
    """A notice to a member about a person."""
    values = {"member": member, "operation": contact.born, "contact_id": contact.id, "why": "owner", "at": contact.created_at}
    return Notice.get_or_none((Notice.member == member.id) & (Notice.operation == contact.born)) or Notice.create(**values)


def a_mapping(owner):
    """A saved mapping, which everybody who imports may use."""
    found = SavedMapping.get_or_none(SavedMapping.state == 1)
    return found or mappings.save("Fair", ["first_name", "email"], Options(), by=owner)


def a_set(owner):
    """Columns that their owner shares with nobody."""
    found = ColumnSet.get_or_none((ColumnSet.owner == owner.id) & (ColumnSet.state == 1))
    return found or column_sets.save("Private", ["city"], by=owner)


def a_list(owner):
    """A list that its owner shares with nobody."""
    found = SmartList.get_or_none((SmartList.owner == owner.id) & (SmartList.state == 1))
    return found or lists.save("Private", Group("all"), by=owner)


def state():
    """A digest of every row there is, but for when a session was last seen."""
    digest = hashlib.sha256()
    for model in tables():
        if model not in (Session, Membership, ContactSearch):
            digest.update(repr(db.db.execute_sql(f'SELECT * FROM "{model._meta.table_name}"').fetchall()).encode())
    return digest.hexdigest()


def browser_of(app, member):
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    client.set_cookie("kith", sign_in.begin(member, Visitor("127.0.0.1")).token)
    return client


def is_allowed(endpoint, rule, role, whose):
    """What the table says: may this role use the route, on such an object?"""
    kind, narrow = ROLES[role]
    who = ROUTES[endpoint]
    if who in (ADMINS, AUTHORS):
        return kind in ("owner", "admin")
    if who == EDITORS and kind == "viewer":
        return False
    if {"contact_id", "file_id", "task_id"} & rule.arguments:
        return not narrow or whose == "own"
    if ("objects" in endpoint or endpoint in ("lists.of_record", "records.sheet")) and "record_id" in rule.arguments:
        return not narrow or whose == "own"
    if {"business_id", "record_id"} & rule.arguments:
        return not narrow or (
            whose == "own" and endpoint.startswith(("businesses.show", "associations.", "belonging.find", "belonging.join"))
        )
    if "operation_id" in rule.arguments:
        return kind in ("owner", "admin")
    return not {"list_id", "set_id", "notice_id"} & rule.arguments


def test_every_route_stands_in_the_table(app):
    assert {rule.endpoint for rule, _ in routes(app)} == set(ROUTES)


NOT_HERE = ("sign_in.leave", "profile.end_sign_in", "exports.show", "exports.file", "exports.note")
"""These end the session they are tried with, or need an export, and are tried elsewhere."""


def cases(app, whose):
    """Routes and methods that are tried on such an object; those that are about none are tried once."""
    for rule, method in routes(app):
        of_an_import = rule.endpoint.startswith("imports.") and "operation_id" in rule.arguments
        if rule.endpoint not in NOT_HERE and not of_an_import and (rule.arguments or whose == "own"):
            yield rule, method


@pytest.fixture
def kept():
    """Keeps the office as it is, and gives it back; what is known of it is read again."""
    with closing(sqlite3.connect(":memory:")) as copy:

        def keep():
            db.db.connection().backup(copy)

        def give_back():
            copy.backup(db.db.connection())
            custom.doubt()
            custom.objects()

        yield SimpleNamespace(keep=keep, give_back=give_back)


@pytest.mark.parametrize("whose", OBJECTS)
@pytest.mark.parametrize("role", ROLES)
def test_every_route_for_this_role_on_every_kind_of_object(app, people, kept, role, whose):
    invitations.invite("Tom", "tom@example.org", "member", by=people["owner"])
    contact, client = a_contact(people, role, whose), browser_of(app, people[role])
    paths = {rule.endpoint: address_of(app, rule, contact, people["colleague"]) for rule, _ in cases(app, whose)}
    before, tried = state(), 0
    kept.keep()
    for rule, method in cases(app, whose):
        answer = client.open(paths[rule.endpoint], method=method, data=_FILES.get(rule.endpoint, dict)())
        answer.close()
        where = (rule.endpoint, method, role, whose)
        if is_allowed(rule.endpoint, rule, role, whose):
            no_photo = rule.endpoint == "contacts.photo" and answer.status_code == 404
            assert no_photo or answer.status_code not in (401, 403, 404, 500), (where, answer.status_code)
            kept.give_back()
        else:
            assert answer.status_code in (403, 404), (where, answer.status_code)
            assert state() == before, where
            assert whose == "own" or not ROLES[role][1] or "Zed" not in answer.text, where
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_an_import_for_this_role_is_there_for_admins_alone(app, people, role):
    file = app.config["KITH"].data / "people.csv"
    file.write_text("first_name,email\nZed,zed@example.org\n")
    client, allowed = browser_of(app, Member.get_by_id(people[role].id)), ROLES[role][0] in ("owner", "admin")
    for rule, method in routes(app):
        if not rule.endpoint.startswith("imports.") or "operation_id" not in rule.arguments:
            continue
        head = drafts.begin(file, "people.csv", Options(), by=people["colleague"], folder=app.config["KITH"].data / "files")
        drafts.check(head)
        work.run(head.id)
        with app.test_request_context():
            path = app.url_for(rule.endpoint, operation_id=head.id, _external=False, **dict.fromkeys(rule.arguments & {"number"}, 0))
        before = state()
        answer = client.open(path, method=method)
        answer.close()
        assert (answer.status_code not in (403, 404, 500)) if allowed else answer.status_code in (403, 404), (path, method)
        assert allowed or state() == before, path


def test_an_operation_of_somebody_else_is_nothing_to_members(app, people):
    his = browser_of(app, people["member"])
    made = contacts.create(contacts.Form({"first_name": "Zed"}), by=people["colleague"], region="US")
    for path, method in ((f"/operations/{made.born}", "GET"), (f"/operations/{made.born}/undo", "POST"), (f"/imports/{made.born}", "GET")):
        assert his.open(path, method=method).status_code == 404
    assert his.post(f"/operations/{made.born}/wish", data={"wish": "cancel"}).status_code == 404
    assert Operation.get_by_id(made.born).undone_by is None


def leaves(commands, prefix=""):
    for command in commands:
        name = f"{prefix}{command.name}"
        if isinstance(command, CommandGroup):
            yield from leaves(command.commands.values(), f"{name} ")
        else:
            yield name


def test_every_command_stands_in_the_table():
    assert set(leaves(all_commands())) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - OWNERLESS))
def test_without_an_owner_a_command_refuses_and_changes_nothing(app, name):
    before = state()
    with app.app_context():
        run = app.test_cli_runner().invoke(args=[*name.split(), *COMMANDS[name]])
    assert run.exit_code == 1, run.output
    assert "no owner" in run.output + (run.stderr or "")
    assert state() == before
