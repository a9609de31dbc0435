"""The lines of a card as properties: name, what is said about it, and its value with the escapes undone only where it is parted."""

import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from crm.importing.cards.stream import Card
from crm.importing.reading import western

_NAME = re.compile(rb"\s*(?:([\w-]+)\.)?([\w-]+)[ \t]*")
_PARAMETER = re.compile(rb';[ \t]*([^=;:"]*)(?:=((?:"[^"]*"|[^";:])*))?')
_VALUES = re.compile(r'"([^"]*)"|([^",]+)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ENCODINGS = frozenset(("quoted-printable", "base64", "b", "8bit", "7bit"))
_NO_TEXT = frozenset(("PHOTO", "LOGO", "SOUND", "KEY"))
_STEP = {sign: re.compile(rf"\\.|{sign}", re.DOTALL) for sign in (";", ",")}


class BadLine(Exception):
    """A line of a card is no property."""


class Property(NamedTuple):
    """One property: its name in capitals, the group it shares with others, parameters by lower-case name, its value, and its bytes."""

    name: str
    group: str
    parameters: dict[str, list[str]]
    value: str
    raw: bytes
    is_old: bool

    @property
    def types(self) -> list[str]:
        """The words that say which of several it is, in lower case."""
        return [word.strip().lower() for value in self.parameters.get("type", []) for word in value.split(",") if word.strip()]

    @property
    def text(self) -> str:
        """The value as one text."""
        return self._clear(self.value)

    def parts(self, sign: str = ";") -> list[str]:
        """The value in its parts."""
        return [self._clear(part) for part in parted(self.value, sign)]

    def _clear(self, text: str) -> str:
        if "\\" not in text:
            return text
        return text.replace("\\;", ";") if self.is_old else _ESCAPE.sub(_escaped, text)


def properties(card: Card, told: str | None) -> Iterator[Property]:
    """The properties of a card; `told` is the encoding a person named for what isn't UTF-8. Raises BadLine."""
    for line in card.lines:
        yield _property(line, card.is_old, told)


def parted(text: str, sign: str) -> list[str]:
    """A value in its parts, escapes and all."""
    found, start = [], 0
    for step in _STEP[sign].finditer(text):
        if step[0] == sign:
            found.append(text[start : step.start()])
            start = step.end()
    return [*found, text[start:]]


def _property(line: bytes, is_old: bool, told: str | None) -> Property:
    head = _NAME.match(line)
    if head is None:
        raise BadLine()
    parameters, at = dict[str, list[str]](), head.end()
    while found := _PARAMETER.match(line, at):
        at = found.end()
        name, values = _parameter(found)
        parameters.setdefault(name, []).extend(values)
    if line[at : at + 1] != b":":
        raise BadLine()
    raw = _decoded(line[at + 1 :], parameters.get("encoding", [""])[0].lower())
    name = head[2].decode().upper()
    value = "" if name in _NO_TEXT and raw != line[at + 1 :] else _text(raw, parameters.get("charset", [""])[0], told)
    return Property(name, (head[1] or b"").decode().lower(), parameters, value, raw, is_old)


def _parameter(found: re.Match[bytes]) -> tuple[str, list[str]]:
    """A parameter's name and values; old cards leave out the name."""
    name, value = found[1].decode("utf-8", "replace").strip().lower(), found[2]
    if value is None:
        return ("encoding" if name in _ENCODINGS else "type"), [name]
    text = _text(value, "", None)
    return name, [quoted or bare.strip() for quoted, bare in _VALUES.findall(text)] or [""]


def _decoded(value: bytes, how: str) -> bytes:
    if how == "quoted-printable":
        return quopri.decodestring(value)
    if how in ("b", "base64"):
        try:
            return binascii.a2b_base64(b"".join(value.split()))
        except binascii.Error:
            return b""
    return value


def _text(raw: bytes, charset: str, told: str | None) -> str:
    """The letters of a value; bytes that mean none stay as marks, so that the row is refused."""
    for codec in filter(None, (charset, told)):
        try:
            return raw.decode(codecs.lookup(codec).name)
        except (LookupError, ValueError):
            continue
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return western.mended(raw.decode("utf-8", "surrogateescape"))[0]


def _escaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
