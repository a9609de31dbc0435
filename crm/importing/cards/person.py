"""A card as a row: what our fields hold in their columns, and the rest as lines under the note, for nothing of it is lost."""

import binascii
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from crm import zones
from crm.contacts import photos
from crm.countries import code_of
from crm.exporting.cells import safe, write_addresses, write_names
from crm.importing import dates, names
from crm.importing.cards.labels import label_of, rank
from crm.importing.cards.properties import Property
from crm.importing.columns import PHOTO
from crm.importing.entries import NOTE_BREAK
from crm.text import single_line

COLUMNS = (
    "first_name", "middle_name", "last_name", "suffix", "emails", "phones", "business", "job_title", "tags", "street", "city", "region",
    "postal_code", "country", "website", "timezone", "language", "birth_date", "note", PHOTO,
)  # fmt: skip

_ALIASES = {"X-LANG": "LANG", "X-ANNIVERSARY": "ANNIVERSARY", "X-SPOUSE": "SPOUSE", "X-ASSISTANT": "ASSISTANT", "X-MANAGER": "MANAGER"}
_LINES = {
    "NICKNAME": "Nickname", "ROLE": "Role", "ANNIVERSARY": "Anniversary", "SPOUSE": "Spouse", "ASSISTANT": "Assistant", "MANAGER": "Manager",
    "IMPP": "Messenger", "X-SOCIALPROFILE": "Profile", "X-ABRELATEDNAMES": "Related", "RELATED": "Related", "X-ABDATE": "Date", "GENDER": "Gender",
    "X-PHONETIC-FIRST-NAME": "Phonetic first name", "X-PHONETIC-LAST-NAME": "Phonetic last name", "X-SKYPE": "Skype", "X-AIM": "AIM",
    "X-ICQ": "ICQ", "X-JABBER": "Jabber", "X-MSN": "MSN", "X-YAHOO": "Yahoo", "X-QQ": "QQ", "X-GTALK": "Google Talk", "HOBBY": "Hobby",
    "INTEREST": "Interest", "EXPERTISE": "Expertise", "AGENT": "Agent",
}  # fmt: skip
_EVERYBODY = frozenset(("mycontacts", "* mycontacts"))
_DAY = re.compile(r"(\d{8}|\d{4}-\d\d-\d\d|--\d\d-?\d\d)(?:[T ].*)?")


class Row(NamedTuple):
    """The cells of a person by column, and the picture that one of them names."""

    cells: dict[str, str]
    picture: bytes


class Person:
    """Reads one card; `tags` are the groups that say they have this person as a member."""

    def __init__(self, found: Sequence[Property], tags: Sequence[str]) -> None:
        self.by_name: dict[str, list[Property]] = defaultdict(list)
        for one in found:
            self.by_name[_ALIASES.get(one.name, one.name)].append(one)
        self.names: dict[str, str] = {one.group: one.text for one in self.by_name.get("X-ABLABEL", ()) if one.group}
        self.tags = list(tags)
        self.cells: dict[str, str] = {}
        self.lines: list[str] = []

    def row(self) -> Row:
        """The row of this person."""
        self._name()
        self._work()
        self.cells["emails"] = self._entries("EMAIL", lambda one: single_line(one.text.removeprefix("mailto:")))
        self.cells["phones"] = self._entries("TEL", lambda one: single_line(_number(one.text)))
        self.cells["tags"] = write_names(dict.fromkeys([*self._categories(), *self.tags]))
        self._address()
        self._first("URL", "website", "Website", lambda text: text)
        self._first("TZ", "timezone", "Time zone", _zone)
        self._first("LANG", "language", "Language", lambda text: text)
        self._birth()
        picture = self._picture()
        self.lines += [f"{self._called(one, heading)}: {text}" for one, heading, text in self._others()]
        self.cells["note"] = self._note()
        return Row({key: safe(cell) for key, cell in self.cells.items() if cell}, picture)

    def _name(self) -> None:
        """The parts of the name, or the whole one where there are none; a company's card has its name in both places."""
        family, given, more, prefix, suffix = self._parts("N", 5)[:5]
        whole = next((one.text.strip() for one in self.by_name.get("FN", ()) if one.text.strip()), "")
        business = self._parts("ORG", 1)[0]
        if not (family or given) and whole and whole not in (business, *(one.text for one in self.by_name.get("EMAIL", ()))):
            given, family = names.split(single_line(whole))
        if _is_company(self.by_name) and not business:
            self.cells["business"], given, family = whole or family, "", ""
        self.cells |= {"first_name": given, "middle_name": more, "last_name": family, "suffix": suffix}
        self._line("Name prefix", prefix)

    def _work(self) -> None:
        business, *units = self._parts("ORG", 1)
        self.cells.setdefault("business", business)
        self._line("Department", ", ".join(filter(None, units)))
        self.lines += [f"Organization: {text}" for one in self.by_name.get("ORG", ())[1:] if (text := _joined(one))]
        self._first("TITLE", "job_title", "Job title", lambda text: text)

    def _entries(self, name: str, read: Callable[[Property], str]) -> str:
        found = sorted(self.by_name.get(name, ()), key=rank)
        return write_addresses(
            (label_of(one, self.names), value, "x-invalid" not in one.parameters) for one in found if (value := read(one))
        )

    def _categories(self) -> Iterator[str]:
        for one in self.by_name.get("CATEGORIES", ()):
            yield from (name for part in one.parts(",") if (name := single_line(part)) and name.casefold() not in _EVERYBODY)

    def _address(self) -> None:
        """The first address with anything in it; others are lines."""
        found = [one for one in sorted(self.by_name.get("ADR", ()), key=rank) if any(map(str.strip, one.parts()))]
        if not found:
            return
        box, more, street, city, region, code, country, *_ = *found[0].parts(), *[""] * 7
        self.cells |= {"street": "\n".join(filter(None, (street, more, box))), "city": city, "region": region, "postal_code": code}
        if country.strip() and code_of(single_line(country)) is None:
            self._line("Country", country)
        else:
            self.cells["country"] = country
        self.lines += [f"{self._called(one, 'Address')}: {_joined(one)}" for one in found[1:]]

    def _first(self, name: str, key: str, heading: str, read: Callable[[str], str]) -> None:
        """The first value that the field can hold; what others say are lines."""
        for one in sorted(self.by_name.get(name, ()), key=rank):
            text = one.text.strip()
            if text and not self.cells.get(key) and (value := read(text)):
                self.cells[key] = value
            elif text:
                self._line(self._called(one, heading), text)

    def _birth(self) -> None:
        for one in self.by_name.get("BDAY", ()):
            found = _DAY.fullmatch(one.text.strip())
            day = dates.parse(found[1], None) if found else None
            if day and one.parameters.get("x-apple-omit-year", [""])[0] == day[:4]:
                day = f"-{day[4:]}"
            if day and "birth_date" not in self.cells:
                self.cells["birth_date"] = day
            else:
                self._line("Birthday", one.text)

    def _picture(self) -> bytes:
        """The picture that a card holds; one that lies elsewhere is never fetched."""
        for one in self.by_name.get("PHOTO", ()):
            if one.value.lower().startswith("data:"):
                one = one._replace(raw=_inline(one.value))
            elif re.match(r"[a-z]+:", one.value, re.IGNORECASE):
                self._line("Photo", one.text)
                continue
            if photos.looks_like_one(one.raw):
                self.cells[PHOTO] = f"{hashlib.sha256(one.raw).hexdigest()}.jpg"
                return one.raw
            self._line("Photo", "not a picture we can read")
        return b""

    def _others(self) -> Iterator[tuple[Property, str, str]]:
        for name, heading in _LINES.items():
            yield from ((one, heading, text) for one in self.by_name.get(name, ()) if (text := _joined(one)))

    def _note(self) -> str:
        notes = [one.text.strip("\r\n") for one in self.by_name.get("NOTE", ()) if one.text.strip()]
        if self.lines:
            notes[-1:] = ["\n".join((*notes[-1:], *self.lines))]
        return NOTE_BREAK.join(notes)

    def _parts(self, name: str, count: int) -> list[str]:
        """The parts of the first such property that holds anything, at least `count` of them."""
        found = next((one.parts() for one in self.by_name.get(name, ()) if one.value.strip("; ")), [])
        parts = [part.strip() for part in found]
        return parts + [""] * (count - len(parts))

    def _called(self, one: Property, heading: str) -> str:
        label = label_of(one, self.names)
        return f"{heading} ({label})" if label else heading

    def _line(self, heading: str, text: str) -> None:
        if text.strip():
            self.lines.append(f"{heading}: {text.strip()}")


def _is_company(by_name: Mapping[str, Sequence[Property]]) -> bool:
    told = [one.text.strip().lower() for name in ("KIND", "X-ABSHOWAS") for one in by_name.get(name, ())]
    return "org" in told or "company" in told


def _joined(one: Property) -> str:
    return ", ".join(part for p in one.parts() if (part := single_line(p)))


def _number(text: str) -> str:
    """A number as people write it, of an address such as tel:+1-503-555-0100;ext=17."""
    if text[:4].lower() != "tel:":
        return text
    number, _, more = text[4:].partition(";")
    extension = re.search(r"ext=([\d-]+)", more)
    return f"{number} ext. {extension[1]}" if extension else number


def _zone(text: str) -> str:
    return zones.find(text) or ""


def _inline(address: str) -> bytes:
    """The bytes of a data: address."""
    head, _, body = address.partition(",")
    if not head.lower().endswith("base64"):
        return b""
    try:
        return binascii.a2b_base64(body)
    except (binascii.Error, ValueError):
        return b""
