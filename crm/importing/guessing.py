"""What a column without a heading we know may hold, by its cells."""

from collections.abc import Callable, Sequence

from crm import emails, phones
from crm.countries import code_of
from crm.importing import dates
from crm.importing.columns import Column

_PHONE_DIGITS = 7
_BIRTH_YEARS = 10


def by_content(columns: Sequence[Column], header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[Column]:
    """The columns, those fed by nothing given what all of their sampled cells are, where no other column has that already.

    A heading we don't know may say whose country or which date it is, so only unnamed columns are taken for those.
    """
    found = list(columns)
    taken = {_SINGLE.get(c.key or "", c.key) for c in columns}
    for i, column in enumerate(columns):
        cells = [] if column.key or column.silent else [cell for row in samples if (cell := row[i].strip())]
        kind = _kind(cells, bool(header[i].strip())) if cells else None
        if kind and kind not in taken:
            found[i] = Column(kind)
            taken.add(kind)
    return found


def _kind(cells: list[str], named: bool) -> str | None:
    if all(map(emails.is_address, cells)):
        return "email"
    if all(map(_is_phone, cells)) and (not named or all(cell[0] in "+(" for cell in cells)):
        return "phone"
    if named:
        return None
    return next((key for key, holds in _UNNAMED.items() if holds(cells)), None)


def _is_phone(cell: str) -> bool:
    digits = sum(c.isdigit() for c in cell)
    return digits >= _PHONE_DIGITS and digits < len(cell) and phones.is_number(cell) and dates.parse(cell, "DMY") is None


def _are_births(cells: list[str]) -> bool:
    """Dates of many years: a log of visits spans few."""
    found = [dates.parse(cell, "DMY") or dates.parse(cell, "MDY") for cell in cells]
    years = [int(d[:4]) for d in found if d and d[0] != "-"]
    return None not in found and bool(years) and max(years) - min(years) >= _BIRTH_YEARS


def _are_countries(cells: list[str]) -> bool:
    """Countries, several of them: a column that says “no” throughout doesn't mean Norway."""
    found = {code_of(cell) for cell in cells if len(cell) > 3 or cell.isupper()}
    return None not in found and len(found) > 1 and all(len(cell) > 3 or cell.isupper() for cell in cells)


_SINGLE = {"emails": "email", "phones": "phone"}
_UNNAMED: dict[str, Callable[[list[str]], bool]] = {"birth_date": _are_births, "country": _are_countries}
