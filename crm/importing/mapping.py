"""Which column feeds which field: guessed from headings and content, or said by a person."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from crm.associations import columns as links
from crm.errors import CrmError
from crm.fields import NoSuchField
from crm.importing import dialects
from crm.importing.columns import IMPORTABLE, OPT_OUTS, SEVERAL, Column
from crm.importing.dialects import DIALECTS, Dialect
from crm.importing.entries import sign_of
from crm.importing.errors import FileError
from crm.importing.guessing import by_content
from crm.importing.headers import compact, in_company, meaning
from crm.kinds import CONTACTS

Rows = Sequence[Sequence[str]]
_DATA_DIGITS = 6
_LINK = re.compile(r"\s*link\s*[_:]\s*\S", re.IGNORECASE)
"""What the key of a column of links, or its label, begins with."""


class NoSuchColumn(CrmError):
    """The mapping names the column “{column}”, which the file doesn’t have."""


@dataclass
class Plan:
    """How a file's columns feed the fields; `export` names the program a known export came from."""

    columns: list[Column]
    export: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def dialect(self) -> Dialect | None:
        """The known export's dialect."""
        return DIALECTS[self.export] if self.export else None

    def as_json(self) -> dict[str, Any]:
        """The mapping, for the pass that applies it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Plan":
        """The mapping that `as_json` gave."""
        return cls([Column(**c) for c in told["columns"]], told["export"], list(told["warnings"]))


def guess(header: Sequence[str], samples: Rows) -> Plan:
    """The mapping that headings and some first rows suggest; two columns for one field raise duplicate_header."""
    return _unambiguous(suggest(header, samples), header)


def suggest(header: Sequence[str], samples: Rows) -> Plan:
    """The mapping that headings and some first rows suggest, also where a person must choose between two columns.

    In the export of a program we know nothing is asked: what has no field, or whose field is taken, goes under the note.
    """
    dialect = dialects.which(header)
    if dialect:
        return Plan(_signed(_in_dialect(header, dialect), samples), dialect.key)
    columns = by_content(_without_whole_name(_by_heading(header)), header, samples)
    return Plan(_signed(columns, samples), warnings=_warnings(columns, header, samples))


def by_cells_alone(plan: Plan, header: Sequence[str]) -> set[int]:
    """The columns whose field only their cells suggest, not their heading."""
    named = [] if plan.export else _by_heading(header)
    return {i for i, (told, found) in enumerate(zip(named, plan.columns, strict=False)) if found.key and told.key is None}


def recognises(cells: Sequence[str]) -> int:
    """How many cells of a row are headings we know; 0 where the row is no heading: too few are, or it holds addresses or numbers."""
    filled = [cell for cell in cells if cell.strip()]
    if any(_is_data(cell) for cell in filled):
        return 0
    dialect = dialects.which(cells)
    columns = _in_dialect(cells, dialect) if dialect else _by_heading(cells)
    known = sum(1 for c in columns if c.key or c.repeats or c.silent)
    return known if known >= 2 or known * 3 >= len(filled) else 0


def told(header: Sequence[str], wanted: Mapping[str, str | None], samples: Rows) -> Plan:
    """The mapping a person gave as {column number or heading: field key or nothing}; columns not named feed nothing."""
    columns = [Column() for _ in header]
    by_name = {compact(heading): i for i, heading in reversed(list(enumerate(header)))}
    for name, key in wanted.items():
        at = int(name) if name.isascii() and name.isdigit() else by_name.get(compact(name), -1)
        if not 0 <= at < len(columns):
            raise NoSuchColumn(column=name)
        if key and key not in IMPORTABLE:
            raise NoSuchField(key=key)
        columns[at] = _told(header[at], key) if key else Column()
    return _unambiguous(Plan(_signed(columns, samples), warnings=_warnings(columns, header, samples)), header)


def _unambiguous(plan: Plan, header: Sequence[str]) -> Plan:
    if clash := doubles(plan, header):
        raise clash
    return plan


def corrected(plan: Plan, header: Sequence[str], wanted: Mapping[str, str], samples: Rows) -> Plan:
    """A guess with what a person said otherwise, {column number: field key or ""}; where both say the same the guess stays."""
    for name, key in wanted.items():
        at = int(name)
        if at >= len(plan.columns):
            raise NoSuchColumn(column=name)
        if key == (plan.columns[at].key or ""):
            continue
        if key and key not in IMPORTABLE:
            raise NoSuchField(key=key)
        plan.columns[at] = _told(header[at], key) if key else Column(silent=plan.export is not None)
    return plan if plan.export else replace(plan, warnings=_warnings(plan.columns, header, samples))


def _by_heading(header: Sequence[str]) -> list[Column]:
    special = in_company(header)
    known = [special.get(i) or meaning(heading) for i, heading in enumerate(header)]
    linked = _linked(header)
    return [one or linked.get(compact(heading)) or Column() for one, heading in zip(known, header, strict=True)]


def _linked(header: Sequence[str]) -> dict[str, Column]:
    """The columns of links that some headings name, by key or label."""
    if not any(_LINK.match(heading) for heading in header):
        return {}
    known = links.fields_of(CONTACTS)
    return {compact(name): Column(key) for key, field in known.items() for name in (key, field.label)}


def _in_dialect(header: Sequence[str], dialect: Dialect) -> list[Column]:
    own, shared = dialect.read(header), [meaning(heading) for heading in header]
    return [general if general and general.silent else special or general or Column() for special, general in zip(own, shared, strict=True)]


def _told(heading: str, key: str) -> Column:
    known = meaning(heading)
    return Column(key, label=known.label if known and known.key == key else "")


def _without_whole_name(columns: list[Column]) -> list[Column]:
    """A whole name is computed where a file has its parts."""
    parts = any(c.key in ("first_name", "last_name") for c in columns)
    return [Column() if parts and c.key == "name" else c for c in columns]


def _signed(columns: list[Column], samples: Rows) -> list[Column]:
    """Tags with the sign that parts them throughout their column."""
    return [replace(c, sign=sign_of([row[i] for row in samples])) if c.key == "tags" and not c.sign else c for i, c in enumerate(columns)]


def doubles(plan: Plan, header: Sequence[str]) -> FileError | None:
    """What to ask where two columns want one field of one value; a known export's columns may."""
    if plan.export:
        return None
    fed = defaultdict(list)
    for i, column in enumerate(plan.columns):
        if column.key and column.key not in SEVERAL | OPT_OUTS:
            fed[column.key].append(i)
    for key, at in fed.items():
        if len(at) > 1:
            names = ", ".join(f"{header[i].strip() or 'unnamed'} ({i + 1})" for i in at)
            return FileError("duplicate_header", {"mapping": {str(i): key for i in at}}, columns=names)
    return None


def _warnings(columns: Sequence[Column], header: Sequence[str], samples: Rows) -> list[str]:
    idle = [i for i, column in enumerate(columns) if not column.key and not column.silent]
    found = {
        "unmapped_columns": any(header[i].strip() for i in idle),
        "unnamed_column": any(not header[i].strip() and any(row[i].strip() for row in samples) for i in idle),
    }
    return [code for code, holds in found.items() if holds]


def _is_data(cell: str) -> bool:
    digits = sum(c.isdigit() for c in cell)
    return "@" in cell or (digits >= _DATA_DIGITS and digits > len(cell) / 2)
