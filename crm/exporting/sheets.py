"""A list that goes out as PDF: in the order and with the columns of the list, in parts; its people are fixed like those of any export."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from crm import kinds
from crm import office as offices
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.errors import CrmError
from crm.fields.place import Place
from crm.kinds import CONTACTS
from crm.models import Member, Operation
from crm.printing import paper
from crm.printing.lines import Line, Lines
from crm.printing.paper import Paper, Sheet
from crm.printing.tables import Heading
from crm.selection import Selection


class TooManyForPaper(CrmError):
    """{count} are too many for a PDF, which holds up to {most}. Narrow the list, or make a CSV or Excel file of it."""

    status = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list is to look on paper: its title, its columns beside the name, its order, and where its reader is."""

    title: str
    columns: tuple[str, ...]
    sort: Sort
    place: Place

    def params(self) -> dict[str, Any]:
        """As an operation keeps it."""
        kept = {"title": self.title, "sort": str(self.sort), "zone": self.place.zone, "locale": self.place.locale}
        return {"columns": ["name", *self.columns], **kept}


class LinesOf:
    """Reads the lines of a list for its paper."""

    def __init__(self, head: Operation) -> None:
        kind, by = kinds.of(head.params["kind"]), Member.get_by_id(head.actor)
        self._lines = Lines(kind, [key for key in head.params["columns"][1:] if key in kind.fields], by, _place(head))

    def rows(self, ids: Iterable[int]) -> Iterator[tuple[int, Line]]:
        """(id, line) of each record, in the order given."""
        return ((line.id, line) for line in self._lines.of(list(ids)))


def in_order(chosen: Selection, sort: Sort, by: Member) -> list[tuple[int, int, int]]:
    """(place, kind, id) of every record in the order of the list. Raises TooManyForPaper."""
    found = listing.page_ids(chosen, sort, 0, paper.MOST + 1, by)
    if len(found) > paper.MOST:
        raise TooManyForPaper(count=f"More than {paper.MOST:,} {chosen.kind.words.many}", most=f"{paper.MOST:,}")
    return [(at, chosen.kind.table.number, record) for at, record in enumerate(found, 1)]


def begin(path: Path, head: Operation) -> Paper:
    """Begin the paper of an operation; a column of a field that was deleted meanwhile is left out."""
    kind, office = kinds.of(head.params["kind"]), offices.current()
    labels = [kind.fields[key].label for key in head.params["columns"][1:] if key in kind.fields]
    made = format_datetime(head.created_at.astimezone(ZoneInfo(head.params["zone"])), "medium", locale=head.params["locale"])
    who = kind.words.one if head.total == 1 else kind.words.many
    said = f"{head.params['sentence']}. {head.total:,} {who} · {Member.get_by_id(head.actor).name} · {made}"
    foot = f"{office.name} · {head.params['title']} · {made}"
    heading = Heading(head.params["title"], said, ("Name" if kind == CONTACTS else kind.fields["name"].label, *labels))
    return Paper(path, Sheet(heading, office.paper, foot, paper.parts_of(head.total)))


def _place(head: Operation) -> Place:
    return Place(zone=head.params["zone"], locale=head.params["locale"])
