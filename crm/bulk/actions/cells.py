"""One value for many records: any field, the owner, the business; and the archive."""

from collections.abc import Sequence
from typing import Any, ClassVar

from peewee import ModelSelect

from crm import associations, businesses
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown, chosen, one, told
from crm.bulk.errors import Unsaid, Unsettable
from crm.bulk.writing import write_cells
from crm.businesses import keeping
from crm.contacts import archived
from crm.db import lock_words, plain
from crm.fields import Field, clean, custom, show
from crm.fold import fold
from crm.journal import room, taken, types
from crm.journal import values as custom_values
from crm.journal.cells import Column, column
from crm.journal.change import Writer
from crm.kinds import BUSINESSES, CONTACTS, Kind
from crm.models import ARCHIVED, GONE, LIVE, Business, Contact, ContactDetail, CustomValue, Member


def settable(key: str, kind: Kind = CONTACTS) -> Field:
    """The field of this key, if many may be given a value of it; raises NoSuchField and Unsettable."""
    known = kind.fields.named(key)
    if not _may_be_set(known):
        raise Unsettable(label=known.label)
    return known


def settables(kind: Kind) -> list[Field]:
    """The fields of a kind that many may be given a value of."""
    return [known for known in kind.fields.values() if _may_be_set(known)]


def _may_be_set(known: Field) -> bool:
    """A record is known by its name, so many are not given the same."""
    return known.editable and known.key != "name"


class SetField(Action):
    """Set one field, standard or the office's own; an empty value clears it."""

    key, label, icon = "set-field", "Set a field", "pencil"
    inputs: ClassVar[tuple[str, ...]] = ("field", "value")
    drips = True

    def read(self, given: Given, by: Member) -> Params:
        key = one(given, "field", "Which field? Choose one.")
        return self._params(key, "; ".join(given.get("value", ())))

    def _params(self, key: str, value: str) -> Params:
        known = settable(key, self.kind)
        stored = clean(known, value)
        if known.custom and known.own.required and not stored:
            raise Unsaid(what=f"{known.label} is required: it can’t be empty.")
        if known.custom and known.own.unique and stored:
            each = "everybody" if self.kind == CONTACTS else f"each {self.kind.words.one}"
            raise Unsaid(what=f"{known.label} is another one for {each}, so many can’t be given the same.")
        return {"field": key, "value": stored}

    def fits(self) -> bool:
        return True

    def title(self, params: Params) -> str:
        known = self.kind.fields.named(params["field"])
        if params["value"] in (None, ""):
            return f"Clear {known.label.lower()}"
        return f"Set {known.label.lower()} to {self._named(known, params['value'])}"

    def _named(self, known: Field, value: Any) -> str:
        if known.type == "business":
            return str(value)
        cell = Cell(self._column(known.key), None, str(value))
        return told(cell, self.kind.fields).new if not known.custom else show(known, value)

    def prepare(self, params: Params, by: Member) -> None:
        if self._names_a_business(params):
            businesses.named(params["value"], by=by)
        if params["field"] == "type":
            room.hold_types()
        if self.kind.fields.named(params["field"]).custom:
            taken.stay()

    def columns(self, params: Params) -> list[Column]:
        return [self._column(params["field"])]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        cell = self._column(params["field"])
        if params["field"] == "type" and params["value"] and params["value"] not in types.living():
            return Look(skipped=dict.fromkeys(people, types.LOST))
        if params["value"] and cell.model is CustomValue and self.kind.fields.named(params["field"]).own.unique:
            return Look(skipped=dict.fromkeys(people, taken.TAKEN))
        new = self._new(params, cell)
        now = _now(self.kind.table, cell, people)
        return Look({i: [Cell(cell, now.get(i), new)] for i in people if now.get(i) != new})

    def _new(self, params: Params, cell: Column) -> str | None:
        value = params["value"]
        if self._names_a_business(params):
            found = Business.select(Business.id).where((Business.name_f == fold(value)) & (Business.state == LIVE)).order_by(Business.id)
            return str(found.scalar() or value)
        return cell.encode(value)

    def _column(self, key: str) -> Column:
        return column(self.kind.table, key, self.kind.number)

    def _names_a_business(self, params: Params) -> bool:
        return self.kind.fields.named(params["field"]).type == "business" and bool(params["value"])


class SetOwner(SetField):
    """Give records to a member, or to nobody."""

    key, label, icon = "set-owner", "Set the owner", "user-check"
    inputs = ("owner",)

    def fits(self) -> bool:
        return "owner" in self.kind.fields

    def read(self, given: Given, by: Member) -> Params:
        return self._params("owner", next(iter(given.get("owner", ())), ""))


class SetBusiness(SetField):
    """Say which business people belong to; one that is not there yet is made."""

    key, label, icon = "set-business", "Set the business", "building"
    inputs = ("business",)

    def fits(self) -> bool:
        return "business" in self.kind.fields

    def read(self, given: Given, by: Member) -> Params:
        return self._params("business", next(iter(given.get("business", ())), ""))


class Archive(Action):
    """Put records into the archive, with everything that is theirs."""

    key, label, icon = "archive", "Archive", "archive"
    verb, joint = "Archive", ""
    to, done = ARCHIVED, "archived"

    def fits(self) -> bool:
        return self.kind.archives

    def along(self, records: ModelSelect, by: Member) -> dict[str, int]:
        links = associations.count(self.kind.number, records, by)
        return (archived.belongings_of(records) if self.kind == CONTACTS else {}) | ({"links": links} if links else {})

    def columns(self, params: Params) -> list[Column]:
        return [column(self.kind.table, "state")]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        cell = column(self.kind.table, "state")
        return Look({i: [Cell(cell, str(self.state), str(self.to))] for i in people})

    def write(self, writer: Writer, params: Params, look: Look) -> None:
        event = f"{'contact' if self.kind == CONTACTS else 'record'}.{self.done}"
        write_cells(writer, self.kind.table, look.cells, event)

    def shown(self, params: Params, cell: Cell) -> Shown:
        return Shown("Where", "In the lists", "In the archive") if self.to == ARCHIVED else Shown("Where", "In the archive", "In the lists")


class Restore(Archive):
    """Bring records back from the archive, with everything that is theirs."""

    key, label, icon = "restore", "Restore", "arrow-back-up"
    verb = "Restore"
    state = ARCHIVED
    to, done = LIVE, "restored"

    def prepare(self, params: Params, by: Member) -> None:
        """Let nobody take a value meanwhile that only one record may have."""
        taken.stay()
        taken.hold(self._unique())

    def crowded(self, people: Sequence[int], before: set[Any]) -> dict[int, str]:
        return dict.fromkeys(sorted(taken.without_room(custom_values.of(people, self._unique()), before)), taken.TAKEN)

    def _unique(self) -> list[int]:
        return [known.own.id for known in custom.unique_of(self.kind.number)]


class Delete(Archive):
    """Delete businesses; their people stay, and undo gives them back."""

    key, label, icon = "delete", "Delete", "trash"
    verb = "Delete"
    to = GONE

    def fits(self) -> bool:
        return self.kind == BUSINESSES

    def along(self, records: ModelSelect, by: Member) -> dict[str, int]:
        people = keeping.count_of(records)
        return ({"people, who stay": people} if people else {}) | super().along(records, by)

    def may(self, by: Member) -> bool:
        return keeping.may_keep(by)

    def prepare(self, params: Params, by: Member) -> None:
        """Let nobody make or bring back a business of these names meanwhile."""
        lock_words(room.BUSINESSES)
        lock_words(businesses.NEW)

    def write(self, writer: Writer, params: Params, look: Look) -> None:
        write_cells(writer, self.kind.table, look.cells, "business.removed")
        keeping.let_go(writer, list(look.cells))

    def shown(self, params: Params, cell: Cell) -> Shown:
        return Shown("Where", "In the list", "Deleted; its people stay")


def _now(table: Any, cell: Column, records: Sequence[int]) -> dict[int, str | None]:
    """What a cell reads, as canonical text, by record."""
    if cell.model is CustomValue:
        return {i: values.get(cell.number) for i, values in custom_values.of(records, [cell.number]).items()}
    query = chosen(records, cell.field, table=table)
    if cell.model is ContactDetail:
        query = query.left_outer_join(ContactDetail, on=(ContactDetail.contact == Contact.id))
    return {i: cell.encode(value) for i, value in plain(query)}
