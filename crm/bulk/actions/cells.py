"""One value for many people: any field, the owner, the business; and the archive."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crm import businesses
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown, chosen, one, told
from crm.bulk.errors import Unsaid, Unsettable
from crm.db import plain
from crm.fields import Field, clean, field, show
from crm.fold import fold
from crm.journal import values as custom_values
from crm.journal.cells import Column, column
from crm.models import ARCHIVED, LIVE, Business, Contact, ContactDetail, CustomValue, Member


def settable(key: str) -> Field:
    """The field of this key, if many may be given a value of it; raises NoSuchField and Unsettable."""
    known = field(key)
    if not known.editable:
        raise Unsettable(label=known.label)
    return known


class SetField(Action):
    """Set one field, standard or the office's own; an empty value clears it."""

    key, label, icon = "set-field", "Set a field", "pencil"
    inputs: ClassVar[tuple[str, ...]] = ("field", "value")
    drips = True

    def read(self, given: Given, by: Member) -> Params:
        key = one(given, "field", "Which field? Choose one.")
        return self._params(key, "; ".join(given.get("value", ())))

    def _params(self, key: str, value: str) -> Params:
        known = settable(key)
        stored = clean(known, value)
        if known.custom and known.own.required and not stored:
            raise Unsaid(what=f"{known.label} is required: it can’t be empty.")
        if known.custom and known.own.unique and stored:
            raise Unsaid(what=f"{known.label} is another one for everybody, so many can’t be given the same.")
        return {"field": key, "value": stored}

    def title(self, params: Params) -> str:
        known = field(params["field"])
        if params["value"] in (None, ""):
            return f"Clear {known.label.lower()}"
        return f"Set {known.label.lower()} to {self._named(known, params['value'])}"

    def _named(self, known: Field, value: Any) -> str:
        if known.type == "business":
            return str(value)
        cell = Cell(column(Contact, known.key), None, str(value))
        return told(cell).new if not known.custom else show(known, value)

    def prepare(self, params: Params, by: Member) -> None:
        if field(params["field"]).type == "business" and params["value"]:
            businesses.named(params["value"], by=by)

    def columns(self, params: Params) -> list[Column]:
        return [column(Contact, params["field"])]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        cell = column(Contact, params["field"])
        new = self._new(params, cell)
        now = _now(cell, people)
        return Look({i: [Cell(cell, now.get(i), new)] for i in people if now.get(i) != new})

    def _new(self, params: Params, cell: Column) -> str | None:
        value = params["value"]
        if field(params["field"]).type == "business" and value:
            found = Business.select(Business.id).where((Business.name_f == fold(value)) & (Business.state == LIVE)).order_by(Business.id)
            return str(found.scalar() or value)
        return cell.encode(value)


class SetOwner(SetField):
    """Give people to a member, or to nobody."""

    key, label, icon = "set-owner", "Set the owner", "user-check"
    inputs = ("owner",)

    def read(self, given: Given, by: Member) -> Params:
        return self._params("owner", next(iter(given.get("owner", ())), ""))


class SetBusiness(SetField):
    """Say which business people belong to; one that is not there yet is made."""

    key, label, icon = "set-business", "Set the business", "building"
    inputs = ("business",)

    def read(self, given: Given, by: Member) -> Params:
        return self._params("business", next(iter(given.get("business", ())), ""))


class Archive(Action):
    """Put people into the archive, with everything that is theirs."""

    key, label, icon, event = "archive", "Archive", "archive", "contact.archived"
    to = ARCHIVED

    def columns(self, params: Params) -> list[Column]:
        return [column(Contact, "state")]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        cell = column(Contact, "state")
        return Look({i: [Cell(cell, str(self.state), str(self.to))] for i in people})

    def shown(self, params: Params, cell: Cell) -> Shown:
        return Shown("Where", "In the lists", "In the archive") if self.to == ARCHIVED else Shown("Where", "In the archive", "In the lists")


class Restore(Archive):
    """Bring people back from the archive, with everything that is theirs."""

    key, label, icon, event = "restore", "Restore", "arrow-back-up", "contact.restored"
    state = ARCHIVED
    to = LIVE


def _now(cell: Column, people: Sequence[int]) -> dict[int, str | None]:
    """What a cell reads, as canonical text, by contact."""
    if cell.model is CustomValue:
        return {i: values.get(cell.number) for i, values in custom_values.of(people, [cell.number]).items()}
    query = chosen(people, cell.field)
    if cell.model is ContactDetail:
        query = query.left_outer_join(ContactDetail, on=(ContactDetail.contact == Contact.id))
    return {i: cell.encode(value) for i, value in plain(query)}
