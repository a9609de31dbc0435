"""Cells of several values: addresses, numbers, tags, followers, notes and the lines of a street."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from crm import emails, phones
from crm.exporting.cells import GROUPS, read_addresses, read_names
from crm.fields import FIELDS
from crm.importing.draft import Convert, Draft
from crm.text import label as clean_label
from crm.text import multi_line, single_line

_Add = Callable[[Draft, str, str, bool], str | None]
NOTE_BREAK = "\n---\n"
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_DECIMAL = re.compile(r"(\d{6,})[.,]0+")
_EVERYBODY = ("* mycontacts", "* my contacts")
_LABEL_LIMIT = _TAG_LIMIT = 100
_LAST = 4


def email(label: str, several: bool) -> Convert:
    """An address; where there may be `several`, they are parted as in our own files, or by commas."""

    def convert(cell: str, draft: Draft) -> str | None:
        return _each(cell, draft, label, _add_email) if several else _add_email(draft, label, cell, True)

    return convert


def phone(label: str, several: bool, region: str) -> Convert:
    """A number, kept as typed; where there may be `several`, they are parted as in our own files, or by commas."""
    add = _phone_adder(region)

    def convert(cell: str, draft: Draft) -> str | None:
        return _each(cell, draft, label, add) if several else add(draft, label, cell, True)

    return convert


def labelled(key: str, region: str) -> Callable[[str, str, Draft], str | None]:
    """Puts (label, cell) of two columns into a draft: an address or a number and what it is called."""
    add = _add_email if key == "emails" else _phone_adder(region)
    return lambda label, cell, draft: _each(cell, draft, label, add)


def tags(sign: str, stars: bool) -> Convert:
    """Tags parted by `sign`, or as the cell shows; of Google's groups the star and the group of everybody go."""

    def convert(cell: str, draft: Draft) -> str | None:
        bare = [single_line(entry) for entry in read_names(cell, sign or sign_of((cell,)) or ",")]
        names = [unstarred(name) for name in bare] if stars else bare
        draft.tags += [name for name in dict.fromkeys(names) if name and len(name) <= _TAG_LIMIT and name not in draft.tags]
        return "too_long" if any(len(name) > _TAG_LIMIT for name in names) else None

    return convert


def links(key: str) -> Convert:
    """Whom a cell names that the person is linked with."""

    def convert(cell: str, draft: Draft) -> None:
        draft.links.setdefault(key, []).extend(read_names(cell))

    return convert


def followers(members: Mapping[str, int]) -> Convert:
    """Members by e-mail address."""

    def convert(cell: str, draft: Draft) -> str | None:
        found = [members.get(emails.key(single_line(entry))) for entry in read_names(cell)]
        draft.followers += [one for one in dict.fromkeys(found) if one is not None and one not in draft.followers]
        return "owner" if None in found else None

    return convert


def note(cell: str, draft: Draft) -> str | None:
    """Notes, parted by a line of three dashes."""
    draft.notes += parted(multi_line(cell))
    return None


def street(cell: str, draft: Draft) -> str | None:
    """Lines of a street, below those of columns before."""
    lines = "\n".join(filter(None, (draft.values.get("street"), multi_line(cell))))
    if len(lines) > FIELDS["street"].limit:
        return "too_long"
    if lines:
        draft.values["street"] = lines
    return None


def parted(text: str) -> list[str]:
    """A text of several notes as notes."""
    return [part for n in text.split(NOTE_BREAK) if (part := n.strip("\n")).strip()]


def sign_of(cells: Sequence[str]) -> str:
    """The sign that parts the names of these cells: a semicolon or Google's before a comma, which may stand in a name; "" if none does."""
    bare = [_QUOTED.sub("", cell) for cell in cells]
    return next((sign for sign in (GROUPS, ";", ",") if any(sign in cell for cell in bare)), "")


def unstarred(name: str) -> str:
    """A label or group of Google's own, without its star; the group of everybody is none."""
    if name[:2] not in ("*", "* "):
        return name
    return "" if name.casefold() in _EVERYBODY else name[2:].strip()


def _each(cell: str, draft: Draft, label: str, add: _Add) -> str | None:
    """Every entry of a cell that can be read; gives the first reason why one can't."""
    why = None
    for part in cell.split(GROUPS) if GROUPS in cell else (cell,):
        for named, value, valid in read_addresses(part):
            reason = add(draft, clean_label(named) or label, value, valid)
            if reason and "," in value:
                reason = _first([add(draft, label, v, valid) for v in read_names(value, ",")])
            why = why or reason
    return why


def _first(reasons: Iterable[str | None]) -> str | None:
    return next(filter(None, reasons), None)


def _add_email(draft: Draft, label: str, cell: str, valid: bool) -> str | None:
    if not cell.isascii():
        cell = single_line(cell)
    if len(label) > _LABEL_LIMIT:
        return "too_long"
    if not emails.is_address(cell):
        return "email"
    key = emails.key(cell)
    if all(known[2] != key for known in draft.emails):
        draft.emails.append((label, cell, key, int(valid)))
    return None


def _phone_adder(region: str) -> _Add:
    def add(draft: Draft, label: str, cell: str, valid: bool) -> str | None:
        return _add_phone(draft, label, cell, region)

    return add


def _add_phone(draft: Draft, label: str, cell: str, region: str) -> str | None:
    typed = cell if cell.isascii() and cell.isprintable() else phones.plain(single_line(cell))
    if not phones.is_number(typed):
        return "phone_scientific" if _SCIENTIFIC.fullmatch(typed) else "phone"
    if len(label) > _LABEL_LIMIT:
        return "too_long"
    if typed.endswith("0") and (found := _DECIMAL.fullmatch(typed)):
        typed = found[1]
    number = phones.e164(typed, region)
    if not any(known[1] == typed or (number and known[2] == number and _dial(known[1], typed, number)) for known in draft.phones):
        draft.phones.append((label, typed, number))
    return None


def _dial(one: str, other: str, number: str) -> bool:
    """Whether both ways to type a number end with it: what has an extension reaches somebody else."""
    return all(phones.digits(None, typed)[-_LAST:] == number[-_LAST:] for typed in (one, other))
