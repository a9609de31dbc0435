"""In which encoding a file's letters are written: by its marks, by its bytes, or as a person said."""

import codecs
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crm.importing.errors import FileError
from crm.importing.reading import formats, western

_SAMPLE = 262_144
_FURTHEST = 1_000
_WORDS = 4_000
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    ("ï»¿".encode(), "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDE = (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1))
_CANDIDATES = tuple(
    "shift_jis euc_jp gb18030 big5 euc_kr cp1251 koi8_r cp866 cp1250 cp1253 cp1254 cp1255 cp1256 cp1257 cp874 mac_roman cp850 cp1252".split()
)
_WIDER = {
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "cp950",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "utf-8-sig": "utf-8",
}
_NAMES = {"ansi": "cp1252", "western": "cp1252", "excel": "cp1252", "unicode": "utf-16", "mac": "mac_roman", "dos": "cp850"}
_PLAIN = bytes(sorted(set(range(0x20, 0x7F)) - set(b"~\\"))) + b"\t\r\n"
_SHOWN = 100


class Encoding(NamedTuple):
    """How letters are written: Python's codec, how many bytes of marks stand before the text, and whether a person said so."""

    codec: str
    skip: int = 0
    told: bool = False


def detect(path: Path, told: str | None = None) -> Encoding:
    """The encoding of a table of text; raises FileError for a file that is none, or whose letters nobody can tell."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    formats.refuse_binary(path, head)
    marked, skip = _marks(head)
    if not head[skip:].strip(b"\0 \t\r\n\v\f\x1a"):
        raise FileError("empty")
    if told:
        return Encoding(_named(told, marked, head[skip:]), skip, told=True)
    codec = marked or _wide(head) or _escaped(head)
    if codec in (None, "utf-8"):
        formats.refuse_controls(head[skip:])
    formats.refuse_markup(head[skip : skip + 4_096].decode(codec or "latin-1", "ignore"))
    return Encoding(codec or _eight_bit(*_telling(path, head)), skip)


def wide(path: Path) -> Encoding:
    """UTF-16 or UTF-32 as its marks or bytes show; else UTF-8, for whatever else it is has the signs of ASCII in one byte each."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    marked, skip = _marks(head)
    return Encoding(marked or _wide(head) or "utf-8", skip, told=True)


def _marks(head: bytes) -> tuple[str | None, int]:
    """The encoding that the marks at the beginning name, and how many bytes they take; a file exported twice has two."""
    codec, skip = None, 0
    while found := next(((mark, name) for mark, name in _BOMS if head.startswith(mark, skip) and codec in (None, name)), None):
        skip, codec = skip + len(found[0]), found[1]
    return codec, skip


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: most letters are ASCII, so all their other bytes are NUL."""
    for codec, width, at in _WIDE:
        columns = [head[i:4_096:width] for i in range(width)]
        letters = columns.pop(at)
        if all(c.count(0) > max(len(c) * 0.25, letters.count(0) * 4) for c in columns):
            return codec
    return None


def _escaped(head: bytes) -> str | None:
    """Japanese in seven bits says itself where its letters begin and end."""
    return "iso2022_jp" if b"\x1b$B" in head and b"\x1b(B" in head and head.isascii() else None


def _named(told: str, marked: str | None, head: bytes) -> str:
    """The codec a person named; of two that differ only in rare signs, the one that has them."""
    name = _NAMES.get(told.strip().casefold(), told.strip())
    try:
        codec = codecs.lookup(name).name
        codec = _WIDER.get(codec, codec)
        if codec in ("utf-16", "utf-32"):
            return marked if marked and marked.startswith(codec) else _wide(head) or f"{codec}-le"
        known = codec.startswith(("utf-16", "utf-32")) or (
            "escape" not in codec and _PLAIN.decode(codec, "surrogateescape") == _PLAIN.decode("ascii")
        )
    except (LookupError, ValueError):
        known = False
    if not known:
        raise FileError("encoding_unknown", {"encoding": _readings(head)}, why=f"We don’t know an encoding named “{told[:40]}”.")
    return codec


def _telling(path: Path, head: bytes) -> tuple[bytes, bool]:
    """The first stretch of whole lines that isn't plain ASCII, and whether it reaches the end of the file."""
    sample = head
    with path.open("rb") as file:
        file.seek(len(head))
        for _ in range(_FURTHEST):
            if not sample.isascii() or not sample:
                break
            sample = file.read(_SAMPLE)
        ends = not file.read(1)
    return (sample, True) if ends else (sample[: sample.rfind(b"\n") + 1] or sample, False)


def _eight_bit(sample: bytes, ends: bool) -> str:
    """UTF-8 where the bytes are, western Windows where that gives words; else nobody can tell."""
    whole = sample[: -_half_letter(sample) or None] if ends else sample
    text = whole.decode("utf-8", "surrogateescape")
    words = western.words_in(text)[:_WORDS]
    flawed = [western.western(w) for w in words if western.LOST.search(w)]
    if len(whole) < len(sample) and not words:
        return "cp1252" if western.is_plausible(_last_word(sample)) else "utf-8"
    strange = sum(not western.is_plausible(w) for w in flawed)
    sure = sum(map(_is_utf8, words))
    if not flawed or (sure and strange <= sure):
        return "utf-8"
    if strange * 10 > len(flawed) or sum(map(western.is_bare, flawed)) * 2 > len(flawed):
        raise FileError("encoding_unknown", {"encoding": _readings(sample)}, why="We can’t tell how the letters of this file are written.")
    return "cp1252"


def _is_utf8(word: str) -> bool:
    """Whether a word's bytes are UTF-8 by more than chance: two bytes alone may be a letter of another encoding."""
    return not western.LOST.search(word) and (len(word) > 2 or any(c.isascii() or c > "\u07ff" for c in word))


def _half_letter(sample: bytes) -> int:
    """How many bytes at the end begin a letter of UTF-8 that the file doesn't finish."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    decoder.decode(sample)
    return len(decoder.getstate()[0])


def _last_word(sample: bytes) -> str:
    return western.words_in(sample[-200:].decode("cp1252", "surrogateescape"))[-1]


def _readings(sample: bytes) -> dict[str, str]:
    """What the first line with such letters says in each encoding it may be in, the likeliest first."""
    from charset_normalizer import from_bytes

    lines = [line for line in re.split(rb"[\r\n]+", sample) if not line.isascii()][:50] or [sample[:_SHOWN]]
    found = from_bytes(b"\n".join(lines), cp_isolation=list(_CANDIDATES), threshold=0.7)
    names: Sequence[str] = [match.encoding for match in found] or _CANDIDATES
    return {name: lines[0].decode(_WIDER.get(name, name), "replace")[:_SHOWN] for name in names}
