"""Which columns a file of ours has, and how many records are read at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

from crm.associations import columns as links
from crm.errors import CrmError
from crm.exporting import beside
from crm.fields import Field
from crm.kinds import CONTACTS, Kind

PAGE = 1_000


class NoColumns(CrmError):
    """An export needs at least one column."""


def columns_of(wanted: str, kind: Kind = CONTACTS) -> tuple[str, ...]:
    """`data` (the fields a re-import can carry), `all` (also numbers, what is computed, times, names beside addresses, and links), or keys parted by commas, each once."""
    data = tuple(kind.fields.data)
    if wanted == "data":
        return data
    if wanted == "all":
        rest = (key for key, known in kind.fields.standard.items() if known.type in ("number", "time") and key != "id")
        return ("id", *data, *rest, *beside.fields_of(kind), *links.ways_of(kind))
    keys = [key.strip() for key in wanted.split(",") if key.strip()]
    if not keys:
        raise NoColumns()
    more = beside.fields_of(kind) | (links.ways_of(kind) if any(key.startswith(links.PREFIX) for key in keys) else {})
    return tuple(dict.fromkeys(key if key in more else kind.fields.named(key).key for key in keys))


def fields_of(kind: Kind) -> dict[str, Field]:
    """Everything a file may have a column of, by key: the fields of a kind, what says them once more, then its links."""
    return {**kind.fields, **beside.fields_of(kind), **links.fields_of(kind)}


def field_of(kind: Kind, key: str) -> Field:
    """What a column of a file holds; one of a label that was deleted meanwhile is called by its key."""
    if not key.startswith(links.PREFIX):
        return beside.fields_of(kind).get(key) or kind.fields[key]
    return links.fields_of(kind).get(key) or Field(key, key, "links")


def pages(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in pages of a thousand."""
    left = iter(ids)
    while page := list(islice(left, PAGE)):
        yield page
