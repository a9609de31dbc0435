"""Updating people an import matched: cells, added rows, memberships, each with its change in the journal."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from crm.db import among
from crm.fields import FIELDS, custom
from crm.fold import fold
from crm.importing import changes, further, writing
from crm.importing.changes import Changes, Current
from crm.importing.options import Options
from crm.importing.planning import MERGE, REFUSE, SAME, UPDATE, Row
from crm.journal import batch
from crm.journal.cells import column, column_at
from crm.journal.change import Writer
from crm.models import (
    LIVE,
    Change,
    Contact,
    ContactBusiness,
    ContactDetail,
    ContactEmail,
    ContactFollower,
    ContactPhone,
    ContactTag,
    CustomValue,
    Dnc,
    Event,
    Member,
)
from crm.rows import write_rows

_EVERYTHING = frozenset((further.ROLES, *Contact.columns.values(), *ContactDetail.columns.values()))


class Updater:
    """Updates the contacts of one batch; several rows may be one contact."""

    def __init__(self, writer: Writer, contacts: Sequence[int], by: Member) -> None:
        self.writer, self.by = writer, by
        self.now = changes.load(contacts)
        chosen = among(Contact.id, contacts) & (Contact.born == writer.id)
        self.born_here = {i for (i,) in Contact.select(Contact.id).where(chosen).tuples()}
        self.set_here = _set_by(writer.id, contacts)
        self.gains: dict[int, Changes] = {}

    def weigh(self, row: Row, options: Options) -> None:
        """Decide what a row changes; a row whose planned changes are others now has moved."""
        if row.draft is None or row.contact is None:
            return
        contact, now = row.contact, self.now[row.contact]
        found = changes.weigh(row.draft, now, options.on_match == "overwrite", self._free(row))
        own = contact in self.gains or bool(self.set_here[contact])
        if row.verdict == UPDATE and found.digest != row.digest and not (own and found):
            row.verdict, row.reason = (REFUSE, "moved") if found else (SAME, "")
        elif found.is_more_than_links:
            was = self.gains.setdefault(contact, Changes(start=max(len(now.emails), len(now.phones))))
            was.add(found)
            changes.absorb(now, found)
            roles = {further.told(fold(name)) for name in (*dict(found.further), *found.roles)}
            self.set_here[contact] |= set(found.cells) | set(found.primary) | roles

    def write(self, names: writing.Names) -> None:
        """Write what all rows gained."""
        if not self.gains:
            return
        self.names = names
        people = list(self.gains.items())
        events = self._events()
        olds = changes.load(list(self.gains))
        self._restore([c for c, gain in people if gain.restore], events)
        writing.add_rows(self.writer, people, self.by, names)
        cells = {contact: self._cells(contact, gain) for contact, gain in people}
        self._store(cells, olds, events)
        self._roles({contact: gain.roles for contact, gain in people if gain.roles}, events)
        self._memberships(people, events)
        self._touch(people)

    def _free(self, row: Row) -> frozenset[str]:
        """The cells a later row of the same person may overwrite: those that this import itself has set."""
        if row.verdict != MERGE or row.contact is None:
            return frozenset()
        return _EVERYTHING.union(FIELDS.custom) if row.contact in self.born_here else frozenset(self.set_here[row.contact])

    def _events(self) -> dict[int, int]:
        e, kind = Event, Contact.number
        had = e.select(e.subject_id, e.id).where(
            (e.operation == self.writer.id) & (e.subject_kind == kind) & among(e.subject_id, list(self.gains))
        )
        events = dict(had.tuples())
        made = batch.new_events(self.writer, [(kind, c) for c in self.gains if c not in events], "import.updated")
        return events | {contact: event for (_, contact), event in made.items()}

    def _restore(self, contacts: Sequence[int], events: dict[int, int]) -> None:
        """Bring people back from the archive, as a person chose for their rows."""
        for contact in contacts:
            self.writer.events[Contact.number, contact] = events[contact]
            self.writer.put(Contact.get_by_id(contact), state=LIVE)

    def _cells(self, contact: int, gain: Changes) -> dict[str, Any]:
        cells = {name: column(Contact, name).decode(None) if value is None else value for name, value in gain.cells.items()}
        if cells.get("business"):
            cells["business"] = self.names.businesses[fold(cells["business"])]
        for name, key in gain.primary.items():
            cells[name] = _row_of(name, contact, key)
        return cells

    def _store(self, cells: dict[int, dict[str, Any]], olds: dict[int, Current], events: dict[int, int]) -> None:
        rows: list[batch.ChangeRow] = []
        homes: dict[Any, dict[int, dict[Any, Any]]] = defaultdict(lambda: defaultdict(dict))
        for contact, values in cells.items():
            for name, value in values.items():
                cell = column(Contact, name)
                homes[cell.model][contact][cell.name] = value
                old, new = cell.encode(olds[contact].cells[name]), cell.encode(value)
                if contact not in self.born_here and old != new:
                    rows.append((events[contact], cell.model.number, contact, cell.number, old, new, None))
        batch.new_changes(self.writer, rows)
        for model, by_row in homes.items():
            batch.store(model, by_row)

    def _roles(self, wanted: dict[int, dict[str, str]], events: dict[int, int]) -> None:
        """Set the roles at further businesses that people have."""
        rows = further.rows_of(list(wanted)) if wanted else {}
        cell, found, changed = column(ContactBusiness, "role"), dict[int, dict[Any, Any]](), list[batch.ChangeRow]()
        for contact, name, role in ((contact, name, role) for contact, roles in wanted.items() for name, role in roles.items()):
            row, was, born = rows[contact, fold(name)]
            found[row] = {"role": role}
            if born != self.writer.id and role != was:
                changed.append((events[contact], ContactBusiness.number, row, cell.number, cell.encode(was), cell.encode(role), None))
        batch.new_changes(self.writer, changed)
        batch.store(ContactBusiness, found)

    def _memberships(self, people: Sequence[tuple[int, Changes]], events: dict[int, int]) -> None:
        tags = [(c, self.names.tags[fold(t)]) for c, gain in people for t in gain.tags]
        followers = [(c, m) for c, gain in people for m in dict.fromkeys(gain.followers)]
        for model, pairs in ((ContactTag, tags), (ContactFollower, followers)):
            self._join(model, list(dict.fromkeys(pairs)), events)

    def _join(self, model: Any, pairs: Sequence[tuple[int, int]], events: dict[int, int]) -> None:
        member = model.member_field()
        have = set(model.select(model.contact, member).where(among(model.contact, [c for c, _ in pairs])).tuples()) if pairs else set()
        write_rows(model, ("born", model.member_column, "contact"), [(self.writer.id, m, c) for c, m in pairs if (c, m) not in have])
        batch.flip(model, [(c, m, 1) for c, m in pairs if (c, m) in have])
        rows = [(events[c], model.number, c, m, None, "1", None) for c, m in pairs if c not in self.born_here]
        batch.new_changes(self.writer, rows)

    def _touch(self, people: Sequence[tuple[int, Changes]]) -> None:
        for contact, gain in people:
            self.writer.touched.see(Contact, contact, set(gain.cells))
            if gain.emails or gain.phones:
                self.writer.touched.see(ContactEmail, contact, {"address"})
            if gain.dnc:
                self.writer.touched.see(Dnc, contact, {"state"})


def weighed(writer: Writer, rows: Sequence[Row], options: Options, by: Member) -> Updater:
    """What updates the contacts these rows matched: what each gains is decided, in the order of the file, and nothing is written yet."""
    updater = Updater(writer, sorted({row.contact for row in rows if row.contact}), by)
    for contact, name in further.set_by(writer.id, [row.contact for row in rows if row.contact and row.draft and row.draft.further]):
        updater.set_here[contact].add(further.told(name))
    for row in rows:
        updater.weigh(row, options)
    return updater


def _set_by(operation: int, contacts: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    tables = (Contact.number, ContactDetail.number, CustomValue.number)
    rows = Change.select(Change.tbl, Change.row, Change.col).where(
        Change.tbl.in_(tables) & among(Change.row, list(contacts)) & (Change.operation == operation)
    )
    for tbl, row, col in rows.tuples():
        own = custom.by_id(col) if tbl == CustomValue.number else None
        found[row].add(own.key if own else column_at(tbl, col).field.name)
    return found


def _row_of(pointer: str, contact: int, key: str) -> int | None:
    model: Any = ContactEmail if pointer == "primary_email" else ContactPhone
    same = (model.email_key == key) if model is ContactEmail else (model.e164 == key) | (model.typed == key)
    return model.select(model.id).where((model.contact == contact) & (model.state == LIVE) & same).order_by(model.id).limit(1).scalar()
