"""An address book card by card, however long it is: where each begins and ends, and its lines unfolded."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crm.importing.reading import encoding
from crm.importing.reading.stretches import whole_lines

_BEGIN, _END = (re.compile(rb"\s*%s[ \t]*:[ \t]*VCARD\s*" % word, re.IGNORECASE) for word in (b"BEGIN", b"END"))
_AGENT = re.compile(rb"\s*AGENT\b", re.IGNORECASE)
_OF_AGENT = re.compile(rb"\s*(?:[\w-]+\.)?(FN|N|TEL|EMAIL|TITLE|ORG|ADR|URL|NOTE)(?=\s*[;:])", re.IGNORECASE)
"""What is told of an agent, a person whose card stands within another's."""
_QUOTED = re.compile(rb"QUOTED-PRINTABLE", re.IGNORECASE)
_PICTURE = re.compile(rb"BASE64|ENCODING=B\b", re.IGNORECASE)
_OLD = re.compile(rb"\s*VERSION[ \t]*:[ \t]*2", re.IGNORECASE)
_MOST, _MOST_LINES = 32_000_000, 500_000
"""The bytes and lines of a card; what is beyond is not kept, and the card counts as broken."""


class Card(NamedTuple):
    """One card: its unfolded lines, whether it is written the old way (2.1), and whether it has a beginning and an end."""

    lines: list[bytes]
    is_old: bool
    whole: bool


def cards(path: Path) -> Iterator[Card]:
    """The cards of a file in their order; those without a beginning or an end too."""
    return _cards(line for block in whole_lines(path, encoding.wide(path)) for line in block.splitlines())


def _cards(lines: Iterable[bytes]) -> Iterator[Card]:
    held, begun, inner, size = list[bytes](), False, 0, 0
    agent = list[bytes]()
    for line in lines:
        if _BEGIN.fullmatch(line):
            if begun and held and _AGENT.match(held[-1]):
                inner += 1
            elif begun or _is_card(held):
                yield _card(held, whole=False)
                held, inner, size = [], 0, 0
            held, agent, begun = held if inner else [], agent if inner > 1 else [], True
        elif _END.fullmatch(line):
            if inner:
                inner -= 1
                held += [] if inner else _told_of(agent)
                continue
            yield _card(held, whole=begun and size <= _MOST)
            held, begun, size = [], False, 0
        else:
            size += len(line) if len(held) + len(agent) < _MOST_LINES else _MOST + 1
            (agent if inner else held).extend([line] if size <= _MOST else [])
    if begun or _is_card(held):
        yield _card(held, whole=False)


def _told_of(agent: list[bytes]) -> list[bytes]:
    """What is told of an agent, as lines of the card that it stands in: each is an AGENT of its own."""
    found = [(told[1].upper(), b"AGENT" + line[told.end() :]) for line in _unfolded(agent, is_old=True) if (told := _OF_AGENT.match(line))]
    named = any(name == b"FN" for name, _ in found)
    return [line for name, line in found if name != b"N" or not named]


def _is_card(lines: list[bytes]) -> bool:
    """Whether lines that stand outside of any card are one whose beginning is broken."""
    return any(b":" in line for line in lines)


def _card(lines: list[bytes], whole: bool) -> Card:
    is_old = any(map(_OLD.match, lines))
    return Card(list(_unfolded(lines, is_old)), is_old, whole)


def _unfolded(lines: list[bytes], is_old: bool) -> Iterator[bytes]:
    """Lines that were broken for their length, whole again; old cards leave the blank where they break, later ones add one."""
    parts, quoted, picture = list[bytes](), False, False
    for line in lines:
        if quoted and parts[-1].endswith(b"="):
            parts[-1:] = [parts[-1][:-1], line]
        elif parts and line[:1] in (b" ", b"\t"):
            parts.append(line if is_old and not picture else line[1:])
        elif picture and b":" not in line:
            parts.append(line)
        elif line.strip():
            if parts:
                yield b"".join(parts)
            parts, quoted, picture = [line], _says(_QUOTED, line), _says(_PICTURE, line)
    if parts:
        yield b"".join(parts)


def _says(how: re.Pattern[bytes], line: bytes) -> bool:
    """Whether the parameters of a property say how its value is written."""
    head, colon, _ = line.partition(b":")
    _, parameter, said = head.partition(b";")
    return bool(colon and parameter and how.search(said))
