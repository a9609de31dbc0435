"""The fields of an office's own trade: made, described anew, put in order, and taken away again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm import access, kinds, text
from crm.custom_fields import keys, options, uniqueness
from crm.custom_fields.errors import BadLabel, LabelTaken, NoSuchCurrency, NoSuchTarget, NoSuchType, NotForThis, OtherDecimals
from crm.fields import BadValue, Field, clean, custom, numbers
from crm.fields.custom import PREFIX
from crm.fields.place import here
from crm.fields.references import targets
from crm.fields.types import TYPES, currency_of
from crm.fold import fold
from crm.journal import operation
from crm.journal.change import Writer
from crm.models import LIVE, Contact, CustomField, Member

_LONGEST_LABEL, _LONGEST_HELP = 100, 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new field as somebody describes it; `subject` is the number of the table it is a field of, `default` is typed text."""

    label: str
    type: str = "text"
    subject: int = Contact.number
    folder: int | None = None
    required: bool = False
    unique: bool = False
    default: str = ""
    help: str = ""
    currency: str = ""
    to: int = Contact.number
    options: Sequence[str] = field(default_factory=tuple)


def define(wanted: Wanted, *, by: Member, via: str = "web", key: str | None = None) -> CustomField:
    """Make a field, at the end of its folder; its key comes from its label and stays."""
    access.require_admin(by)
    label = _label(wanted.label, wanted.subject)
    if wanted.type not in TYPES:
        raise NoSuchType(type=wanted.type)
    _require_possible(wanted.type, wanted.unique)
    taken = {k.removeprefix(PREFIX) for k in custom.of(wanted.subject)}
    with operation("field.created", by=by, title=f"Made the field “{label}”", via=via, key=key) as op:
        made: CustomField = op.add(
            CustomField,
            subject=wanted.subject,
            key=keys.made_from(label, taken, "field"),
            label=label,
            type=wanted.type,
            folder=wanted.folder,
            position=_after_all(wanted.subject),
            required=int(wanted.required),
            unique=int(wanted.unique),
            help=_help(wanted.help),
            settings=settings_of(wanted.type, wanted.currency, wanted.to),
        )
        if wanted.type in options.CHOICES:
            options.add_all(op, made, wanted.options)
        _default(op, made, wanted.default)
    return made


def change(made: CustomField, values: dict[str, Any], *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Describe a field anew: any of label, folder, required, unique, default (typed), help, currency; tells whether anything changed."""
    access.require_admin(by)
    known = described(made)
    cells: dict[str, Any] = {name: values[name] for name in ("folder",) if name in values}
    if "label" in values:
        cells["label"] = _label(values["label"], made.subject, beside=made.id)
    if "help" in values:
        cells["help"] = _help(values["help"])
    if "currency" in values and made.type == "money":
        cells["settings"] = _other_currency(known, values["currency"])
    for name in ("required", "unique"):
        if name in values:
            cells[name] = int(bool(values[name]))
    _require_possible(made.type, bool(cells.get("unique")))
    with operation("field.edited", by=by, title=f"Changed the field “{known.label}”", via=via, key=key) as op:
        if cells.get("unique") and not made.unique:
            uniqueness.require(known)
        changed = op.put(made, **cells)
        return _default(op, made, values["default"]) | changed if "default" in values else changed


def remove(made: CustomField, *, by: Member, via: str = "web", key: str | None = None) -> bool:
    """Take a field away; its values stay where they are, hidden, and come back with it."""
    access.require_admin(by)
    with operation("field.removed", by=by, title=f"Deleted the field “{made.label}”", via=via, key=key) as op:
        return op.remove(made)


def described(made: CustomField) -> Field:
    """The field as everybody knows it."""
    found = custom.by_id(made.id)
    if found is None:
        raise KeyError(made.id)
    return found


def settings_of(type_: str, currency: str = "", to: int = Contact.number) -> str:
    """What a type needs to know beside the rest: the currency of money, what a link points to."""
    if type_ == "money":
        return json.dumps({"currency": _currency(currency or numbers.currency_of(here().region))})
    if type_ == "reference":
        if to not in targets():
            raise NoSuchTarget()
        return json.dumps({"to": to})
    return ""


def _label(typed: str, subject: int, beside: int = 0) -> str:
    label = text.single_line(typed)
    if not 1 <= len(label) <= _LONGEST_LABEL or text.has_control(label):
        raise BadLabel(what="field", limit=_LONGEST_LABEL)
    standard = kinds.of(subject).fields.standard.values()
    others = [known for known in custom.of(subject).values() if known.own.id != beside]
    if any(fold(known.label) == fold(label) for known in (*standard, *others)):
        raise LabelTaken(what="field", label=label)
    return label


def _help(typed: str) -> str:
    return text.single_line(typed)[:_LONGEST_HELP]


def _require_possible(type_: str, unique: bool) -> None:
    if unique and not TYPES[type_].unique:
        raise NotForThis(what="“Unique”", type=TYPES[type_].name.lower())


def _currency(typed: str) -> str:
    code = typed.strip().upper()
    if not numbers.is_currency(code):
        raise NoSuchCurrency(currency=typed)
    return code


def _other_currency(known: Field, typed: str) -> str:
    code, was = _currency(typed), currency_of(known)
    if numbers.digits_of(code) != numbers.digits_of(was):
        raise OtherDecimals(was=was, currency=code)
    return json.dumps({"currency": code})


def _default(op: Writer, made: CustomField, typed: str) -> bool:
    """Keep what new records start with; read like any value of the field, as it is described by now."""
    known = described(made)
    if typed.strip() and made.unique:
        raise BadValue(label=known.label, value=typed, expected="possible: what is unique can’t be the same for everybody")
    return op.put(made, default=(clean(known, typed) or "") if typed.strip() else "")


def _after_all(subject: int) -> int:
    f = CustomField
    last = f.select(f.position).where((f.subject == subject) & (f.state == LIVE)).order_by(f.position.desc()).limit(1).scalar()
    return 0 if last is None else int(last) + 1
