"""A small office that random histories happen to: every verb there is, and what must always hold."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from hypothesis import strategies as st
from peewee import Database

from crm import bulk, contacts, dnc, jobs, journal, notes, tags
from crm.contacts import addresses
from crm.db import db, is_sqlite
from crm.errors import CrmError
from crm.fields import custom
from crm.importing import running
from crm.importing.options import Options
from crm.journal import history, work
from crm.journal.cells import Address, column, column_at, memberships, numbered
from crm.journal.derived import RULES, derive
from crm.journal.verdicts import Choices
from crm.kinds import BUSINESSES
from crm.models import (
    GONE,
    LIVE,
    Business,
    Choice,
    Contact,
    ContactEmail,
    ContactSearch,
    CustomValue,
    Dnc,
    Member,
    Membership,
    Note,
    Office,
    Operation,
    Tag,
    tables,
)
from crm.models.dnc import PERSON, STAFF
from crm.search import documents
from crm.selection import Selection
from tests.crm.journal.begun import Rows, bring_back, rows_of
from tests.crm.journal.trade import BOAT_VERBS, FIRM_VERBS, Trade, firms_hold, values_hold

MANY = int(os.environ.get("KITH_HISTORIES", "0"))
VERBS = (
    "create", "edit", "street", "bulk", "bulk_tag", "bulk_untag", "bulk_follow", "bulk_away", "bulk_back", "bulk_block", "bulk_firms", "bulk_unfirm", "tag", "untag", "email", "unmail", "remail", "phone", "note", "unnote", "archive", "restore", "import",
    "optout_staff", "optout_person", "untagged_all", *FIRM_VERBS, *BOAT_VERBS,
)  # fmt: skip
STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 7), st.integers(0, 7), st.integers(0, 3))
NOT_PERSON = STEP.filter(lambda step: step[0] != "optout_person")
FREE = ("edit", "street", "bulk", "bulk_tag", "bulk_untag", "bulk_follow", "tag", "untag")
MEETING: dict[tuple[str, ...], list["Step"]] = {
    ("firm", "unfirm", "rename"): [("firm", 0, 0, 1), ("unfirm", 0, 0, 0), ("firm", 0, 0, 1), ("UNDO", 1, 0, 0)],
    ("work", "unfirm"): [("work", 0, 0, 1), ("work", 0, 0, 0), ("unfirm", 0, 0, 0), ("UNDO", 1, 0, 0)],
    ("join", "part", "bulk_unfirm"): [
        ("join", 0, 0, 1), ("join", 0, 0, 0), ("part", 0, 1, 0), ("bulk_unfirm", 0, 0, 2), ("UNDO", 1, 0, 0),
    ],
    ("firm", "create", "unfirm"): [
        ("firm", 0, 0, 1), ("create", 0, 0, 1), ("UNDO", 0, 0, 0), ("unfirm", 0, 0, 0), ("UNDO", 1, 0, 0),
    ],
    ("boat", "hull"): [("boat", 0, 0, 1), ("hull", 0, 0, 0), ("boat", 0, 1, 1), ("UNDO", 1, 0, 0)],
    ("boat", "moor", "sail"): [("boat", 0, 0, 1), ("moor", 0, 0, 0), ("boat", 0, 1, 1), ("UNDO", 1, 0, 0)],
    ("tag", "untagged_all", "import"): [("untagged_all", 0, 0, 1), ("tag", 0, 0, 1), ("UNDO", 1, 0, 0)],
}  # fmt: skip
"""Acts that take and free the same, names, businesses, values or tags; and a history of each in which undo finds a place taken, or gone."""
FOLDER = Path(tempfile.mkdtemp(prefix="kith-histories-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
Step = tuple[str, int, int, int]
BEGUN: WeakKeyDictionary[Database, tuple[dict[str, Any], Rows]] = WeakKeyDictionary()
"""What a world knows when it begins, and its rows, of each database."""


def histories(sqlite: int, postgresql: int, engine: str) -> int:
    """How many examples a property runs: few in daily tests, many when asked for."""
    return MANY or (sqlite if engine == "sqlite" else postgresql)


class World(Trade):
    """An office with four people, and the acts of its history."""

    def __init__(self) -> None:
        clear()
        if db.obj in BEGUN:
            known, rows = BEGUN[db.obj]
            vars(self).update(known)
            bring_back(rows)
        else:
            self._begin()
            BEGUN[db.obj] = dict(vars(self)), rows_of(written())
        self.givers: dict[int, int] = {}

    def _begin(self) -> None:
        with journal.operation("member.created", by=None) as op:
            self.ada = op.add(Member, name="Ada", email="ada@example.org", role="owner")
            op.add(Member, name="Bob", email="bob@example.org")
        self.found()
        self.first = newest()
        for i in range(4):
            form = contacts.Form({"first_name": f"P{i}", "city": f"c{i}"}, f"e{i}@example.org")
            tags.put_on(contacts.create(form, by=self.ada, region="US"), ("vip", "new", "old")[i % 3], by=self.ada)

    def do(self, step: Step) -> Operation | None:
        """One verb; the operation it made, or None when it was refused or changed nothing."""
        before = newest()
        verb, i, j, k = step
        try:
            getattr(self, verb)(i, j, k)
        except CrmError:
            assert newest() == before
            return None
        return Operation.get_by_id(newest()) if newest() != before else None

    def undo(self, head: Operation, reason: str = "mistake", opt_outs: bool = True) -> journal.Outcome:
        """Undo with every staff opt-out ticked: only then is exactness promised."""
        rows = [i for (i,) in Dnc.select(Dnc.id).tuples()] if opt_outs else []
        ticked = frozenset(Address(Dnc.number, row, 1) for row in rows)
        outcome = journal.undo(head, by=self.ada, choices=Choices(ticked, reason))
        if outcome.operation is not None:
            work.run(outcome.operation.id)
        return outcome

    def live(self) -> list[Contact]:
        return list(Contact.select().where(Contact.state == LIVE).order_by(Contact.id))

    def pick(self, i: int) -> Contact:
        return one(self.live(), i)

    def create(self, i: int, j: int, k: int) -> None:
        contacts.create(
            contacts.Form({"first_name": f"N{i}", "city": f"c{k}", "business": f"B{k}"}, f"n{j}@example.org"), by=self.ada, region="US"
        )

    def edit(self, i: int, j: int, k: int) -> None:
        contacts.edit(self.pick(i), {"city": ("", "c0", "c1", "c2")[k], "first_name": f"F{j}"}, by=self.ada)

    def street(self, i: int, j: int, k: int) -> None:
        contacts.edit(
            self.pick(i), {"street": ("", "s0", "s1", "s2")[k], "owner": ("", "ada@example.org", "bob@example.org", "")[j % 4]}, by=self.ada
        )

    def bulk(self, i: int, j: int, k: int) -> None:
        ids = tuple(c.id for c in self.live()[: j + 1])
        if ids:
            head = bulk.set_field(Selection(ids=ids), "source", ("", "w", "x", "y")[k], by=self.ada)
            work.run(head.id)

    def _many(self, action: str, given: dict[str, list[str]], count: int, archived: bool = False) -> None:
        ids = tuple(
            c.id for c in (list(Contact.select().where(Contact.state == 2).order_by(Contact.id)) if archived else self.live())[:count]
        )
        if ids:
            work.run(bulk.act(Selection(ids=ids, archived=archived), action, given, by=self.ada).id)

    def bulk_tag(self, i: int, j: int, k: int) -> None:
        self._many("add-tags", {"tags": [("vip", "new", "old; vip", "VIP")[k]]}, j + 1)

    def bulk_untag(self, i: int, j: int, k: int) -> None:
        self._many("remove-tags", {"tags": [("vip", "new", "old", "VIP")[k]]}, j + 1)

    def bulk_follow(self, i: int, j: int, k: int) -> None:
        self._many(("add-followers", "remove-followers")[k % 2], {"followers": ["bob@example.org"]}, j + 1)

    def bulk_away(self, i: int, j: int, k: int) -> None:
        self._many("archive", {}, k)

    def bulk_back(self, i: int, j: int, k: int) -> None:
        self._many("restore", {}, j + 1, archived=True)

    def bulk_block(self, i: int, j: int, k: int) -> None:
        self._many("set-dnc", {"channels": [("email", "call", "text", "all")[k]]}, j + 1)

    def bulk_firms(self, i: int, j: int, k: int) -> None:
        self._many_firms("set-field", {"field": ["city"], "value": [("", "w", "x", "y")[k]]}, j + 1)

    def bulk_unfirm(self, i: int, j: int, k: int) -> None:
        self._many_firms("delete", {}, k)

    def _many_firms(self, action: str, given: dict[str, list[str]], count: int) -> None:
        firms = Business.select(Business.id).where(Business.state == LIVE).order_by(Business.id).limit(count)
        if ids := tuple(i for (i,) in firms.tuples()):
            work.run(bulk.act(Selection(ids=ids, kind=BUSINESSES), action, given, by=self.ada).id)

    def tag(self, i: int, j: int, k: int) -> None:
        tags.put_on(self.pick(i), ("vip", "new", "old", "VIP")[k], by=self.ada)

    def untag(self, i: int, j: int, k: int) -> None:
        person = self.pick(i)
        tags.take_off(person, one(tags.of(person), k), by=self.ada)

    def untagged_all(self, i: int, j: int, k: int) -> None:
        with journal.operation("tag.removed", by=self.ada) as op:
            op.remove(one(list(Tag.select().where(Tag.state == LIVE).order_by(Tag.id)), k))

    def email(self, i: int, j: int, k: int) -> None:
        addresses.add_email(self.pick(i), f"e{j}@example.org", by=self.ada)

    def unmail(self, i: int, j: int, k: int) -> None:
        addresses.remove(one(addresses.emails_of(self.pick(i)), j), by=self.ada)

    def remail(self, i: int, j: int, k: int) -> None:
        row = one(addresses.emails_of(self.pick(i)), j)
        address = f"x{k}@example.org"
        if any(mine.email_key == address for mine in addresses.emails_of(row.contact)):
            raise addresses.NotAnAddress(value=address)
        with journal.operation("email.edited", by=self.ada) as op:
            op.put(row, address=address)

    def phone(self, i: int, j: int, k: int) -> None:
        addresses.add_phone(self.pick(i), f"(503) 555-01{j}{k}", region="US", by=self.ada)

    def note(self, i: int, j: int, k: int) -> None:
        notes.add(self.pick(i), f"t{j}", by=self.ada)

    def unnote(self, i: int, j: int, k: int) -> None:
        notes.remove(one(notes.of(self.pick(i)), j), by=self.ada)

    def archive(self, i: int, j: int, k: int) -> None:
        contacts.archive(self.pick(i), by=self.ada)

    def restore(self, i: int, j: int, k: int) -> None:
        contacts.restore(one(list(Contact.select().where(Contact.state == 2).order_by(Contact.id)), i), by=self.ada)

    def import_(self, i: int, j: int, k: int) -> None:
        file = FOLDER / "history.csv"
        rows = [f"P{i},c{k},e{i}@example.org,vip,", f"I{j},z,i{j}@example.org,import,", f"J{j},z,j{k}@example.org,,call the bank"]
        file.write_text("\n".join(["first_name,city,email,tags,note", *rows]))
        head = running.start(file, "history.csv", Options(on_match=("fill", "overwrite")[k % 2]), by=self.ada, folder=FOLDER / "files")
        work.run(head.id)

    def optout_staff(self, i: int, j: int, k: int) -> None:
        self._opt_out(i, 1, STAFF)

    def optout_person(self, i: int, j: int, k: int) -> None:
        self._opt_out(i, (1, 2)[k % 2], PERSON)

    def _opt_out(self, i: int, channels: int, rank: int) -> None:
        row = dnc.add(self.pick(i), channels, by=self.ada, rank=rank)
        if rank == PERSON:
            self.givers[row.id] = row.contact_id


setattr(World, "import", World.import_)


def newest() -> int:
    """The id of the newest operation."""
    return Operation.select(Operation.id).order_by(Operation.id.desc()).limit(1).scalar() or 0


def one(rows: list[Any], i: int) -> Any:
    """One of some rows; refused when there are none."""
    if not rows:
        raise contacts.NobodyThere()
    return rows[i % len(rows)]


def clear() -> None:
    """Empty the office; its description and the choices that came with it stay."""
    made = written()
    if is_sqlite():
        db.execute_sql("PRAGMA foreign_keys = off")
        with db.atomic():
            for model in made:
                model.delete().execute()
        db.execute_sql("PRAGMA foreign_keys = on")
    elif made:
        names = ", ".join(f'"{m._meta.table_name}"' for m in made)
        db.execute_sql(f"TRUNCATE {names} CASCADE")
    custom.doubt()


def written() -> list[Any]:
    """The tables that have rows, but for the office's description and the choices that came with it."""
    return filled([m for m in tables() if m not in (Choice, ContactSearch, Office)] + [ContactSearch])


def filled(models: Iterable[Any]) -> list[Any]:
    """Those whose tables have rows: of the others nothing need be asked."""
    named = {model._meta.table_name: model for model in models}
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in named)
    return [named[name] for (name,) in db.execute_sql(asked).fetchall()]


def visible() -> dict[Any, Any]:
    """What undo must give back: every cell that isn't empty of everything that is there and not gone."""
    shown: dict[Any, Any] = {}
    there = {c.id: c.state for c in Contact.select(Contact.id, Contact.state)}
    numbers = {model: number for number, model in numbered().items()}
    for model in filled(numbers):
        number = numbers[model]
        if issubclass(model, Membership):
            for record, what in model.select(model.record_field(), model.member_field()).where(model.on == 1).tuples():
                if model.record_column != "contact" or there[record] != GONE:
                    shown[number, record, what] = 1
            continue
        for row in model.select().dicts():
            key = row.get("id", row.get("contact"))
            owner = row.get("contact", key) if "contact" in model._meta.fields else None
            if row.get("state", LIVE) != GONE and (owner is None or there[owner] != GONE):
                texts = {name: column(model, name).encode(row[name]) for name in model.columns.values()}
                if cells := {k: v for k, v in texts.items() if v is not None}:
                    shown[number, key] = cells
    return shown


def check(world: World) -> None:
    """What holds after every step."""
    _cells_equal_their_fold()
    _derived_follow()
    _no_twins()
    firms_hold()
    values_hold()
    _search_is_right()
    for row, contact in world.givers.items():
        evidence = Dnc.get_by_id(row)
        assert evidence.state == LIVE
        assert Contact.get_by_id(contact).dnc & evidence.channels == evidence.channels


def _cells_equal_their_fold() -> None:
    from crm.models import Change

    addresses_ = {Address(*at) for at in Change.select(Change.tbl, Change.row, Change.col).tuples()}
    cells = [history.Cell(at, (0, 0), 0) for at in sorted(addresses_)]
    history.fill(cells)
    for cell in cells:
        assert _stored(cell.at) == cell.fold(), (cell.at, cell.column.field.name, cell.lines)


def _stored(at: Address) -> str | None:
    known = column_at(at.tbl, at.col)
    if known.model in memberships():
        this = (known.model.record_field() == at.row) & (known.model.member_field() == at.col)
        on = known.model.select(known.model.on).where(this).scalar()
        return "1" if on else None
    if known.model is CustomValue:
        mine = (CustomValue.record == at.row) & (CustomValue.field == at.col) & (CustomValue.position == 0)
        return known.encode(CustomValue.select(CustomValue.text).where(mine).scalar())
    return known.encode(known.model.select(known.field).where(known.model._meta.primary_key == at.row).scalar())


def _derived_follow() -> None:
    for model in filled(RULES):
        for row in model.select().dicts():
            derived = derive(model, row, row)
            assert {k: row[k] for k in derived} == derived, (model, row)


def _no_twins() -> None:
    living = ContactEmail.select(ContactEmail.contact, ContactEmail.email_key).join(Contact)
    keys = list(living.where((ContactEmail.state == LIVE) & (Contact.state == LIVE)).tuples())
    assert len(keys) == len(set(keys)), keys
    names = [n for (n,) in Tag.select(Tag.name_f).where(Tag.state == LIVE).tuples()]
    assert len(names) == len(set(names)), names
    assert not Note.select().join(Contact).where((Note.state == LIVE) & (Note.born != Contact.born) & (Contact.state == GONE)).exists()


def _search_is_right() -> None:
    have = dict(ContactSearch.select(ContactSearch.rowid, ContactSearch.text).tuples())
    live = [c.id for c in Contact.select(Contact.id).where(Contact.state == LIVE)]
    assert sorted(have) == sorted(live)
    with db.atomic() as both:
        documents.refresh(live)
        assert dict(ContactSearch.select(ContactSearch.rowid, ContactSearch.text).tuples()) == have
        both.rollback()


__all__ = ["FREE", "NOT_PERSON", "STEP", "Callable", "World", "check", "histories", "jobs", "visible"]
