"""Which columns a file of ours has, and how many records are read at once."""

from collections.abc import Iterable, Iterator
from itertools import islice

from crm.errors import CrmError
from crm.kinds import CONTACTS, Kind

PAGE = 1_000


class NoColumns(CrmError):
    """An export needs at least one column."""


def columns_of(wanted: str, kind: Kind = CONTACTS) -> tuple[str, ...]:
    """`data` (what a re-import can carry), `all` (also the number, what is computed, and times), or keys parted by commas."""
    data = tuple(kind.fields.data)
    if wanted == "data":
        return data
    if wanted == "all":
        rest = (key for key, known in kind.fields.standard.items() if known.type in ("number", "time") and key != "id")
        return ("id", *data, *rest)
    keys = tuple(k.strip() for k in wanted.split(",") if k.strip())
    if not keys:
        raise NoColumns()
    return tuple(kind.fields.named(k).key for k in keys)


def pages(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in pages of a thousand."""
    left = iter(ids)
    while page := list(islice(left, PAGE)):
        yield page
