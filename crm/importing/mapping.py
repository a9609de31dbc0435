"""Which column feeds which field: guessed from headings and content, or said by a person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from crm import emails
from crm.errors import CrmError
from crm.fields import DATA, NoSuchField
from crm.importing import exports
from crm.importing.errors import FileError
from crm.importing.headers import meaning, normal
from crm.importing.reading import Source

IMPORTABLE = frozenset(
    (*DATA, "id", "name", "email", "phone", "middle_name", "suffix", "dnc_email", "dnc_call", "dnc_text", "dnc_post", "kith_contact_id")
)
_SEVERAL = frozenset(("emails", "phones", "tags", "note", "street", "followers"))
OUTCOME = ("kith_row", "kith_outcome", "kith_reason", "kith_contact_id", "kith_link")


class NoSuchColumn(CrmError):
    """The mapping names the column “{column}”, which the file doesn’t have."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column feeds: `key` is None when nothing; `label_at` is the column that holds the label, `address` the address it is part of."""

    key: str | None
    label: str = ""
    label_at: int | None = None
    address: str = ""
    derived: bool = False


@dataclass
class Plan:
    """How a file's columns feed the fields; `export` names the program a known export came from."""

    columns: list[Column]
    export: str | None = None
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The mapping, for the pass that applies it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Plan":
        """The mapping that `as_json` gave."""
        return cls([Column(**c) for c in told["columns"]], told["export"], list(told["warnings"]))


def guess(source: Source, samples: Sequence[Sequence[str]]) -> Plan:
    """The mapping that headings and content suggest; two columns for one field raise duplicate_header."""
    export = exports.which(source.header)
    columns = [_column(h, export, source.header) for h in source.header]
    columns = _by_content(columns, source.header, samples)
    plan = Plan(columns, export)
    if export:
        plan.columns = _first_only(columns)
    else:
        _refuse_doubles(columns, source.header)
    _warn(plan, source.header, samples)
    return plan


def told(source: Source, wanted: Mapping[str, str], samples: Sequence[Sequence[str]]) -> Plan:
    """The mapping a person gave as {column number or heading: field key}; columns not named feed nothing."""
    columns = [Column(None) for _ in source.header]
    by_name = {normal(h): i for i, h in reversed(list(enumerate(source.header)))}
    for name, key in wanted.items():
        if key not in IMPORTABLE:
            raise NoSuchField(key=key)
        at = int(name) if name.isascii() and name.isdigit() else by_name.get(normal(name), -1)
        if not 0 <= at < len(columns):
            raise NoSuchColumn(column=name)
        columns[at] = Column(key)
    _refuse_doubles(columns, source.header)
    plan = Plan(columns)
    _warn(plan, source.header, samples)
    return plan


def _column(heading: str, export: str | None, header: Sequence[str]) -> Column:
    if export:
        if exports.is_label(export, heading):
            return Column(None, derived=True)
        if known := exports.part(export, heading):
            return Column(known.key, known.label, _label_at(known.label_heading, header), known.address, known.derived)
    bare = normal(heading)
    if bare in ("kith row", "kith outcome", "kith reason", "kith link"):
        return Column(None, derived=True)
    found = meaning(heading)
    return Column(*found) if found else Column(None)


def _label_at(heading: str, header: Sequence[str]) -> int | None:
    wanted = {f"{heading} label", f"{heading} type"}
    return next((i for i, h in enumerate(header) if normal(h) in wanted), None) if heading else None


def _by_content(columns: list[Column], header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[Column]:
    """A column without a known heading whose every cell is an e-mail address holds addresses, if no other does."""
    if any(c.key in ("email", "emails") for c in columns):
        return columns
    for i, column in enumerate(columns):
        filled = [row[i].strip() for row in samples if row[i].strip()]
        if column.key is None and filled and all(emails.is_address(cell) for cell in filled):
            columns[i] = Column("email" if len(filled) else None)
            return columns
    return columns


def _first_only(columns: list[Column]) -> list[Column]:
    """In a known export the first column of a single-valued field feeds it; the others go under the note."""
    seen: set[str] = set()
    kept = []
    for column in columns:
        key = column.key
        if key and not column.address and key not in _SEVERAL and key in seen:
            column = Column(None)
        elif key and not column.address:
            seen.add(key)
        kept.append(column)
    return kept


def _refuse_doubles(columns: Sequence[Column], header: Sequence[str]) -> None:
    fed = Counter(c.key for c in columns if c.key and c.key not in _SEVERAL)
    named = Counter(normal(h) for c, h in zip(columns, header, strict=True) if c.key and normal(h))
    for key, count in [*fed.items(), *((columns[_at(header, n)].key, c) for n, c in named.items())]:
        if count > 1:
            at = [i for i, c in enumerate(columns) if c.key == key]
            names = ", ".join(f"{header[i] or 'column'} ({i + 1})" for i in at)
            raise FileError("duplicate_header", {"mapping": {str(i): key for i in at}}, columns=names)


def _at(header: Sequence[str], bare: str) -> int:
    return next(i for i, h in enumerate(header) if normal(h) == bare)


def _warn(plan: Plan, header: Sequence[str], samples: Iterable[Sequence[str]]) -> None:
    rows = list(samples)
    for i, (column, heading) in enumerate(zip(plan.columns, header, strict=True)):
        if column.key or column.derived or plan.export:
            continue
        if heading.strip():
            _add(plan.warnings, "unmapped_columns")
        elif any(row[i].strip() for row in rows):
            _add(plan.warnings, "unnamed_column")


def _add(warnings: list[str], code: str) -> None:
    if code not in warnings:
        warnings.append(code)
