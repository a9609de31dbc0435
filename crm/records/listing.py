"""The rows of a list of any kind of record but people, who have more to show: a constant number of queries a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm import followers
from crm.contacts.listing import own_columns
from crm.db import among
from crm.kinds import Kind
from crm.models import Member


@dataclass(slots=True)
class Row:
    """One line: `cells` are database values by field key, owners as ids, followers as names, of the office's own fields canonical values."""

    id: int
    name: str
    cells: dict[str, Any] = field(default_factory=dict)


def rows(kind: Kind, ids: Sequence[int], columns: Sequence[str], actor: Member) -> list[Row]:
    """The lines of these records, in this order, with what these columns show; what is counted, as far as the actor sees it."""
    table, plain = kind.table, [key for key in columns if key in kind.fields.standard and key != "followers"]
    wanted = [kind.counted[key](actor) if key in kind.counted else table._meta.fields[kind.fields[key].column or key] for key in plain]
    found = {}
    for record, name, *cells in table.select(table.id, table.name, *wanted).where(among(table.id, list(ids))).tuples():
        found[record] = Row(record, name, dict(zip(plain, cells, strict=True)))
    for key, values in own_columns(list(found), [kind.fields[key] for key in columns if key in kind.fields.custom]).items():
        for record, row in found.items():
            row.cells[key] = values.get(record)
    if "followers" in columns:
        following = followers.names_of(table, list(found))
        for record, row in found.items():
            row.cells["followers"] = following.get(record)
    return [found[i] for i in ids if i in found]
