"""What is computed from a row's own cells and never journalled: folded text, match keys, sort keys."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from crm import due, emails, phones, rich
from crm.fold import fold
from crm.models import (
    AssociationLabel,
    Base,
    Business,
    ColumnSet,
    Contact,
    ContactBusiness,
    ContactDetail,
    ContactEmail,
    ContactPhone,
    CustomRecord,
    Member,
    Note,
    SavedMapping,
    SmartList,
    Tag,
    Talk,
    Task,
)

Rule = tuple[tuple[str, ...], Callable[..., Any]]


def _joined(*words: str) -> str:
    return fold(" ".join(w for w in words if w))


def _folded(*names: str) -> dict[str, Rule]:
    return {f"{name}_f": ((name,), fold) for name in names}


def _rich(name: str) -> dict[str, Rule]:
    return {**_folded(name), "html": ((name,), rich.html)}


def _digits(number: str) -> str:
    return phones.digits(None, number)


def _domain(address: str) -> str:
    return fold(address.rpartition("@")[2])


RULES: dict[type[Base], dict[str, Rule]] = {
    Contact: {
        "name_f": (("first_name", "last_name"), _joined),
        "sort_f": (("last_name", "first_name"), _joined),
        **_folded("first_name", "last_name", "city", "source"),
    },
    ContactDetail: _folded("job_title", "street", "region", "postal_code", "website", "language"),
    ContactEmail: {"email_key": (("address",), emails.key), "domain_f": (("address",), _domain), "email_f": (("address",), emails.folded)},
    ContactPhone: {"phone_key": (("e164", "typed"), phones.key)},
    Business: {
        **_folded("name", "email", "website", "industry", "street", "city", "region", "postal_code", "about"),
        "phone_f": (("phone",), _digits),
    },
    ContactBusiness: _folded("role"),
    Tag: _folded("name"),
    Note: _rich("text"),
    Talk: _rich("text"),
    Task: {
        **_folded("title"),
        "html": (("description",), rich.html),
        "due": (("due_on", "due_at"), due.key),
        "remind_at": (("due_on", "due_at", "zone", "remind", "reminded_for"), due.reminder),
    },
    SmartList: _folded("name"),
    AssociationLabel: _folded("name", "back"),
    CustomRecord: _folded("name"),
    ColumnSet: _folded("name"),
    SavedMapping: _folded("name"),
    Member: {"email_key": (("email",), emails.key)},
}


def inputs(model: type[Base], changed: Collection[str]) -> set[str]:
    """The columns one must know to derive what hangs on the changed ones."""
    return {name for needs, _ in following(model, changed).values() for name in needs}


def derive(model: type[Base], changed: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """The derived cells that follow from `changed`, given the whole row as it will be."""
    return {name: rule(*(row[n] for n in needs)) for name, (needs, rule) in following(model, changed).items()}


def derive_new(model: type[Base], given: Mapping[str, Any]) -> dict[str, Any]:
    """The derived cells of a row that comes into being: what it isn't given is empty."""
    return derive(model, given, dict.fromkeys(model._meta.fields) | dict(given))


def following(model: type[Base], changed: Collection[str]) -> dict[str, Rule]:
    """The derived cells that hang on the changed ones: the columns each needs, and its rule."""
    return {name: rule for name, rule in RULES.get(model, {}).items() if any(n in changed for n in rule[0])}
