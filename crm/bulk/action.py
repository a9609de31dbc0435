"""What a bulk action is: its form, what it would change, and how it writes that for many people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from peewee import ModelSelect

from crm import access
from crm.bulk import writing
from crm.bulk.errors import Unsaid
from crm.db import among
from crm.fields import Fields
from crm.fields.custom import by_id
from crm.fields.values import show
from crm.journal.cells import Column
from crm.journal.change import Writer
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, Business, Choice, Contact, CustomValue, Member

Params = dict[str, Any]
Given = Mapping[str, Sequence[str]]


class Cell(NamedTuple):
    """One cell that an act would change: where it stands (None where a row comes or goes), and its canonical text before and after."""

    column: Column | None
    old: str | None
    new: str | None


class Shown(NamedTuple):
    """A change in words."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class Look:
    """What an act finds of some records: what it would change, by record, and why it leaves others as they are."""

    cells: dict[int, list[Cell]] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)


class Action:
    """One bulk action on one kind of record, people unless it says otherwise. `read` takes untrusted input, `look` is pure and shown to the person, `write` writes exactly what was looked at.

    `verb` stands on the button that starts it, and `joint` between what is done and to whom; `event` names the kind of event it leaves, `state` which records it is for, `drips` whether spreading it over days makes sense,
    `editors` whether it changes them at all. Its inverse is the generic undo.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str]
    verb: ClassVar[str] = "Change"
    joint: ClassVar[str] = "for "
    event: ClassVar[str] = "bulk.edited"
    state: ClassVar[int] = LIVE
    drips: ClassVar[bool] = False
    editors: ClassVar[bool] = True
    inputs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, kind: Kind = CONTACTS) -> None:
        self.kind = kind

    def of(self, kind: Kind) -> Self:
        """The same action on another kind of record."""
        return type(self)(kind)

    def fits(self) -> bool:
        """Whether its kind of record has what it changes."""
        return self.kind == CONTACTS

    def read(self, given: Given, by: Member) -> Params:
        """The typed form as parameters; raises what is wrong with it. Reading writes nothing."""
        return {}

    def title(self, params: Params) -> str:
        """What is done, as the beginning of a sentence: Add the tag vip."""
        return self.label

    def sentence(self, params: Params, whom: str) -> str:
        """What is done, and for whom: Add the tag vip for 5 chosen people."""
        return f"{self.title(params)} {self.joint}{whom}"

    def along(self, records: ModelSelect, by: Member) -> dict[str, int]:
        """What goes with records of these ids: how many of each that the member may know of, by name."""
        return {}

    def details(self, params: Params) -> list[tuple[str, str]]:
        """What it was told beside what its title says, as labels and values in words."""
        return []

    def prepare(self, params: Params, by: Member) -> None:
        """Make what the act needs and is not there yet; inside the open operation."""

    def look(self, params: Params, people: Sequence[int]) -> Look:
        """What would change of these records, which all have the right state."""
        raise NotImplementedError

    def crowded(self, people: Sequence[int], before: set[Any]) -> dict[int, str]:
        """Which of those it would change have no room beside others, and why; `before` is what those take who were looked at earlier in this act,
        and what these take is added."""
        return {}

    def write(self, writer: Writer, params: Params, look: Look) -> None:
        """Write what was looked at."""
        writing.write_cells(writer, self.kind.table, look.cells, self.event)

    def columns(self, params: Params) -> list[Column]:
        """The cells it means to write, as far as they have an address: what somebody else changed there since is left alone."""
        return []

    def shown(self, params: Params, cell: Cell) -> Shown:
        """A change in words."""
        return told(cell, self.kind.fields)

    def may(self, by: Member) -> bool:
        """Whether a member has this action at all."""
        return not self.editors or access.may_edit(by)


def one(given: Given, name: str, missing: str) -> str:
    """The one value of an input; raises with `missing` where there is none."""
    value = next(iter(given.get(name, ())), "").strip()
    if not value:
        raise Unsaid(what=missing)
    return value


def told(cell: Cell, fields: Fields) -> Shown:
    """A cell's change in words: labels, names and dates as people read them."""
    if cell.column is None:
        return Shown("", cell.old or "", cell.new or "")
    known = by_id(cell.column.number) if cell.column.model is CustomValue else fields.get(str(cell.column.field.name))
    if known is None:
        return Shown(str(cell.column.field.name), cell.old or "", cell.new or "")
    return Shown(known.label, *(_worded(known.type, known, text) for text in (cell.old, cell.new)))


def _worded(kind: str, known: Any, text: str | None) -> str:
    model = {"choice": Choice, "business": Business, "member": Member}.get(kind) if not known.custom else None
    if model is not None and text:
        row = model.get_or_none(model.id == int(text)) if text.isdigit() else None
        return show(known, row) if row else text
    return show(known, text)


def chosen(records: Sequence[int], *columns: Any, table: Any = Contact) -> Any:
    """The records of these ids, people unless another table is named, in the order of ids."""
    return table.select(table.id, *columns).where(among(table.id, list(records))).order_by(table.id)
