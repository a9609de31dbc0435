"""Files other programs export: which one this is, and what its own headings mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.importing.headers import normal

_SIGNATURES: dict[str, tuple[str, ...]] = {
    "google": ("e mail 1 value", "group membership", "labels"),
    "outlook": ("e mail address", "business street", "home street", "web page"),
    "hubspot": ("record id", "lifecycle stage", "lead status", "contact owner"),
    "salesforce": ("account name", "mailing street", "lead source", "contact owner", "mailing city"),
    "pipedrive": ("person name", "person id", "person organization", "person email work", "person owner"),
    "highlevel": ("contact id", "created", "last activity", "additional emails", "additional phones"),
    "mailchimp": ("email address", "member rating", "optin time", "leid", "euid", "confirm time"),
}
_NEEDED = {"google": 1, "outlook": 3, "hubspot": 2, "salesforce": 2, "pipedrive": 2, "highlevel": 3, "mailchimp": 3}
_GOOGLE = re.compile(r"(e mail|phone|address|website|organization) (\d+) (.+)")
_OUTLOOK = re.compile(r"(business|home|other) (street(?: [23])?|address po box|city|state|postal code|country region|country)")
_PARTS = {
    "street": "street", "street 2": "street", "street 3": "street", "address po box": "street", "po box": "street", "extended address": "street",
    "city": "city", "state": "region", "region": "region", "postal code": "postal_code", "country": "country", "country region": "country",
}  # fmt: skip
_OWN: dict[str, dict[str, str | None]] = {
    "google": {"organization name": "business", "organization title": "job_title", "labels": "tags", "group membership": "tags", "event 1 value": None},
    "outlook": {"categories": "tags", "e mail address": "emails", "language": "language", "company": "business", "location": None, "title": None},
    "hubspot": {"lifecycle stage": None, "contact owner": None, "record id": None, "create date": None, "mobile phone number": "phones", "phone number": "phones"},
    "salesforce": {"contact owner": None, "account owner": None, "title": "job_title", "phone": "phones", "mobile": "phones", "fax": "phones", "email": "emails", "description": "note"},
    "pipedrive": {"person name": "name", "person organization": "business", "organization": "business", "person label": "tags", "label": "tags", "person owner": None, "owner": None},
    "highlevel": {"contact id": None, "phone": "phones", "email": "emails", "dnd": "dnc", "type": None, "assigned to": None, "assigned": None},
    "mailchimp": {"email address": "emails", "phone number": "phones", "tags": "tags", "notes": "note", "birthday": "birth_date"},
}  # fmt: skip
_PIPEDRIVE = re.compile(r"(?:person )?(email|phone) (work|home|other|mobile)")
_DERIVED = {"name", "file as", "e mail display name", "e mail 2 display name", "e mail 3 display name", "full name", "initials"}


@dataclass(frozen=True, slots=True)
class Part:
    """What a heading of a known export means: a field, its label, the column that holds the label, the address it is part of."""

    key: str | None
    label: str = ""
    label_heading: str = ""
    address: str = ""
    derived: bool = False


def which(header: Sequence[str]) -> str | None:
    """The program whose export this is, or None."""
    have = {normal(h) for h in header}
    scores = {name: sum(s in have for s in signs) for name, signs in _SIGNATURES.items()}
    fit = {name: score for name, score in scores.items() if score >= _NEEDED[name]}
    if "google" in fit and not ({"e mail 1 value", "phone 1 value"} & have):
        del fit["google"]
    return max(fit, key=lambda n: fit[n] - _NEEDED[n] * 0.1) if fit else None


def part(export: str, heading: str) -> Part | None:
    """What a heading means in this export; None leaves it to the headings everybody uses."""
    bare = normal(heading)
    if bare in _DERIVED:
        return Part("name" if bare in ("name", "full name") else None, derived=True)
    if bare in _OWN[export]:
        return Part(_OWN[export][bare], _label(bare))
    if export == "google" and (found := _GOOGLE.fullmatch(bare)):
        return _google(heading, found)
    if export == "outlook" and (found := _OUTLOOK.fullmatch(bare)):
        return Part(_PARTS[found[2]], address=found[1])
    if export == "pipedrive" and (found := _PIPEDRIVE.fullmatch(bare)):
        return Part(f"{found[1]}s", found[2])
    return None


def _label(bare: str) -> str:
    return {"mobile": "mobile", "fax": "fax", "mobile phone number": "mobile"}.get(bare, "")


def _google(heading: str, found: re.Match[str]) -> Part | None:
    what, number, rest = found[1], found[2], found[3]
    if what in ("e mail", "phone"):
        named = re.sub(r"(?i)value\s*$", "", heading)
        return Part("emails" if what == "e mail" else "phones", label_heading=normal(named)) if rest == "value" else None
    if what == "website" and number == "1" and rest == "value":
        return Part("website")
    if what == "address" and rest in _PARTS:
        return Part(_PARTS[rest], address=number)
    if what == "address" and rest == "formatted":
        return Part(None, derived=True)
    if what == "organization" and number == "1":
        return Part({"name": "business", "title": "job_title"}.get(rest))
    return Part(None)


def is_label(export: str, heading: str) -> bool:
    """Whether a column only names the label of the address or number beside it."""
    return export == "google" and bool(re.fullmatch(r"(?:e mail|phone) \d+ (?:label|type)", normal(heading)))
