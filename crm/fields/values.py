"""Values as people type them and read them, for each type of field."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from crm import text, zones
from crm.countries import code_of
from crm.errors import CrmError
from crm.fields.field import Field
from crm.fields.place import Place, here
from crm.fields.types import TYPES, Unfit, type_of
from crm.models import LIVE, Business, Choice, Member

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEARLESS = re.compile(r"--(\d{2})-(\d{2})")
_MOMENTS = ("time", "datetime")


class BadValue(CrmError):
    """{label}: “{value}” is not {expected}."""


def clean(field: Field, value: str) -> Any:
    """A typed text as the field's database value; empty clears. Raises BadValue with what was expected."""
    if field.custom:
        return _clean_custom(field, value)
    bare = text.multi_line(value) if field.type == "long" else text.single_line(value)
    if text.has_control(bare):
        raise BadValue(label=field.label, value=value, expected="plain text: it holds a control sign")
    if len(bare) > field.limit:
        raise BadValue(label=field.label, value=f"{bare[:40]}…", expected=f"short enough: {field.limit} characters are allowed")
    if not bare:
        return None if field.type in ("choice", "member", "business", "date") else ""
    return _CLEAN.get(field.type, _as_is)(field, bare)


def show(field: Field, value: Any, zone: str = "", locale: str = "en_GB") -> str:
    """A database value as text a person reads; moments by the office's clock where no zone is named."""
    if value is None or value == "":
        return ""
    if field.type in _MOMENTS:
        zone = zone or here().zone
    if field.custom:
        return _shown(field, value, Place(zone=zone, locale=locale))
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%-d %b %Y %H:%M")
    if field.type == "date":
        return show_date(value)
    if isinstance(value, (Choice, Business, Member)):
        return value.label if isinstance(value, Choice) else value.name
    return str(value)


def typed(field: Field, value: str | None) -> str:
    """A custom field's value as a form holds it; `clean` reads it back."""
    return type_of(field).typed(field, value, here()) if value else ""


def plain(field: Field, value: str | None) -> str:
    """A custom field's value as our files write it; `clean` reads it back."""
    if isinstance(value, Held):
        return f"{value.words} (#{value})"
    return type_of(field).plain(field, value) if value else ""


class Held(str):
    """A canonical value that knows already what it is called, because many were looked up at once."""

    words = ""


def look_up(field: Field, values: Iterable[str]) -> dict[str, Held]:
    """Values of a type that looks up, each with what it is called, in one query."""
    found = {}
    for value, name in type_of(field).names(field, sorted(set(values))).items():
        found[value] = Held(value)
        found[value].words = name
    return found


def _shown(field: Field, value: str, place: Place) -> str:
    """A value that still stands in the form of another type, until an undo is through, shows nothing."""
    if isinstance(value, Held):
        return value.words
    try:
        return type_of(field).show(field, value, place)
    except (ValueError, TypeError, InvalidOperation):
        return ""


def told(field: Field, value: str | None) -> str:
    """A value of the past in words, whatever became of its field since: options that are gone, or another type."""
    if not value:
        return ""
    past = replace(field, custom=replace(field.own, options=field.own.options + field.own.gone, gone=()))
    try:
        return type_of(past).show(past, value, here()) or value
    except (ValueError, TypeError, InvalidOperation):
        return value


def _clean_custom(field: Field, value: str) -> str | None:
    """The canonical value of a typed text; None where it says nothing."""
    if not value.strip():
        return None
    try:
        return type_of(field).reader(field, here())(value) or None
    except Unfit as error:
        raise BadValue(label=field.label, value=value[:40], expected=error.expected) from None


def show_date(value: str) -> str:
    """An ISO date, or --MM-DD, in words."""
    if yearless := _YEARLESS.fullmatch(value):
        return date(2000, int(yearless[1]), int(yearless[2])).strftime("%-d %B")
    return date.fromisoformat(value).strftime("%-d %B %Y")


def iso_date(value: str) -> str | None:
    """The ISO form of a real calendar date, with or without a year; None where it is none."""
    try:
        if yearless := _YEARLESS.fullmatch(value):
            return f"--{date(2000, int(yearless[1]), int(yearless[2])):%m-%d}"
        return date.fromisoformat(value).isoformat() if _DATE.fullmatch(value) else None
    except ValueError:
        return None


def _as_is(_: Field, value: str) -> str:
    return value


def _date(field: Field, value: str) -> str:
    if (found := iso_date(value)) is None:
        raise BadValue(label=field.label, value=value, expected="a date like 1980-05-31")
    return found


def _choice(field: Field, value: str) -> int:
    rows = Choice.select(Choice.id, Choice.key, Choice.label).where((Choice.field == field.key) & (Choice.state == LIVE))
    for found, key, label in rows.tuples():
        if value.casefold() in (key.casefold(), label.casefold()):
            return int(found)
    raise BadValue(label=field.label, value=value, expected="one of the choices")


def _member(field: Field, value: str) -> int:
    row = Member.get_or_none((Member.email_key == value.lower()) & (Member.state == LIVE))
    if row is None:
        raise BadValue(label=field.label, value=value, expected="the email address of a member")
    return int(row.id)


def _country(field: Field, value: str) -> str:
    if (code := code_of(value)) is None:
        raise BadValue(label=field.label, value=value, expected="a country we know")
    return code


def _timezone(field: Field, value: str) -> str:
    if (zone := zones.find(value)) is None:
        raise BadValue(label=field.label, value=value[:40], expected=zones.expected(value))
    return zone


def _reads(type_: str) -> Callable[[Field, str], str]:
    """As a custom field of this type reads it."""

    def read(field: Field, value: str) -> str:
        try:
            return TYPES[type_].reader(field, here())(value)
        except Unfit as error:
            raise BadValue(label=field.label, value=value[:40], expected=error.expected) from None

    return read


_CLEAN: dict[str, Callable[[Field, str], Any]] = {
    "date": _date,
    "choice": _choice,
    "member": _member,
    "country": _country,
    "timezone": _timezone,
    "email": _reads("email"),
    "phone": _reads("phone"),
}
