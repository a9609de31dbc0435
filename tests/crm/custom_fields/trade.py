"""A field of every type, with values that people type for it and what is not one."""

from dataclasses import replace
from typing import NamedTuple

from crm import custom_fields
from crm.custom_fields import Wanted
from crm.fields import Field
from crm.fields.types import TYPES
from crm.journal import operation
from crm.kinds import CONTACTS, Kind
from crm.models import Business, Contact, File, Member


class Sample(NamedTuple):
    """Typed values with how each is shown, texts that are refused, and filters with whether the first value passes."""

    wanted: Wanted
    values: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    asked: tuple[tuple[str, object, bool], ...]


def _wanted(type_: str, **more: object) -> Wanted:
    return Wanted(f"The {TYPES[type_].name.lower()}", type_, **more)  # type: ignore[arg-type]


SAMPLES: dict[str, Sample] = {
    "text": Sample(
        _wanted("text"),
        (("Blå dør; “3”", "Blå dør; “3”"), ("=1+1", "=1+1"), ("x" * 300, "x" * 300)),
        ("x" * 1_001,),
        (("is", "bla DOR; “3”", True), ("contains", "dor", True), ("starts_with", "blå", True), ("ends_with", "zzz", False)),
    ),
    "long": Sample(
        _wanted("long"),
        (("First line\n\nThird, after a blank", "First line\n\nThird, after a blank"), ("a " * 400 + "Ende", "a " * 400 + "Ende")),
        ("y" * 20_001,),
        (("contains", "AFTER A", True), ("starts_with", "first", True), ("is", "first line", False)),
    ),
    "number": Sample(
        _wanted("number"),
        (("1,234.5", "1,234.5"), ("0", "0"), ("-7", "-7"), ("123456789012345", "123,456,789,012,345"), ("0.1", "0.1")),
        ("a lot", "1e5", "1.2.3", "1234567890123456"),
        (("eq", 1234.5, True), ("gt", 1234.5, False), ("between", [1000, 2000], True), ("lte", 1234.4, False)),
    ),
    "money": Sample(
        _wanted("money", currency="EUR"),
        (("€ 1.234,50", "€1,234.50"), ("0", "€0.00"), ("-3.5 EUR", "-€3.50")),
        ("1.234,567", "free"),
        (("eq", 1234.5, True), ("lt", 1234.51, True), ("gt", 1234.5, False)),
    ),
    "date": Sample(
        _wanted("date"),
        (("2026-02-28", "28 February 2026"), ("1899-12-31", "31 December 1899")),
        ("2026-02-30", "soon", "--02-28"),
        (("on", "2026-02-28", True), ("before", "2026-02-28", False), ("between", ["2026-01-01", "2026-12-31"], True)),
    ),
    "datetime": Sample(
        _wanted("datetime"),
        (("2026-02-28 14:30", "28 Feb 2026 14:30"), ("2026-07-01T08:00:05Z", "1 Jul 2026 08:00")),
        ("2026-02-28 25:00", "noon"),
        (("on", "2026-02-28", True), ("after", "2026-02-28", False)),
    ),
    "yesno": Sample(_wanted("yesno"), (("Yes", "Yes"), ("ja", "Yes")), ("perhaps",), (("is_on", None, True), ("is_off", None, False))),
    "choice": Sample(
        _wanted("choice", options=("Phone", "Wi-Fi; fast", "2024")),
        (("wi-fi; FAST", "Wi-Fi; fast"), ("2024", "2024"), ("Phone", "Phone")),
        ("Fax",),
        (("is", "Wi-Fi; fast", True), ("any_of", ["Phone", "2024"], False), ("is_not", "Phone", True)),
    ),
    "choices": Sample(
        _wanted("choices", options=("Red", "Green, dark", "Blue; light")),
        (('Red; "Green, dark"', "Red, Green, dark"), ("Red", "Red"), ('"Blue; light"; red', "Red, Blue; light")),
        ("Red; Black",),
        (("has_all", ["Red", "Green, dark"], True), ("has_any", ["Blue; light"], False), ("has_none", ["Blue; light"], True)),
    ),
    "phone": Sample(
        _wanted("phone"),
        (("+47 22 33 44 55", "+47 22 33 44 55"), ("(503) 555-0148", "(503) 555-0148")),
        ("call me",),
        (("contains", "22-33", True), ("is", "+4722334455", True), ("starts_with", "48", False)),
    ),
    "email": Sample(
        _wanted("email"),
        (("Ann@Example.org", "Ann@Example.org"), ("bo@example.org", "bo@example.org")),
        ("ann at home",),
        (("is", "ann@example.ORG", True), ("ends_with", "@example.org", True), ("contains", "bo", False)),
    ),
    "url": Sample(
        _wanted("url"),
        (("https://Example.org/a?b=c#d", "https://Example.org/a?b=c#d"), ("example.org", "https://example.org")),
        ("javascript:alert(1)", "not a link", "mailto:a@b.no"),
        (("contains", "example.ORG", True), ("starts_with", "http://", False)),
    ),
    "reference": Sample(
        _wanted("reference", to=Business.number),
        (("Harlow & Pike", "Harlow & Pike"), ("#2", "Twice (Ltd)")),
        ("Nobody Ltd", "#99"),
        (("is", "harlow & pike", True), ("contains", "twice", False)),
    ),
    "file": Sample(
        _wanted("file"),
        (("plan.pdf (#1)", "plan.pdf"), ("photo (2).png (#2)", "photo (2).png")),
        ("plan.pdf", "other.pdf (#1)", "plan.pdf (#9)"),
        (("not_empty", None, True), ("empty", None, False)),
    ),
}


def make(type_: str, by: Member, kind: Kind = CONTACTS) -> Field:
    """The field of this type on a kind of record, with two businesses that links may point to."""
    if type_ == "reference" and not Business.select().exists():
        for name in ("Harlow & Pike", "Twice (Ltd)"):
            _business(name)
    if type_ == "file" and not File.select().exists():
        with operation("file.added", by=by) as op:
            for name in ("plan.pdf", "photo (2).png"):
                op.add(File, name=name, type="application/pdf", size=1, sha256="0" * 64, author=by)
    made = custom_fields.define(replace(SAMPLES[type_].wanted, subject=kind.number), by=by)
    return kind.fields[f"cf_{made.key}"]


def _business(name: str) -> None:
    from crm import businesses

    businesses.named(name, by=None)


__all__ = ["SAMPLES", "Contact", "Sample", "make"]
