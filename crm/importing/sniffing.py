"""What a file is, by its bytes: text or not, and in which encoding."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from crm.importing.errors import FileError

SAMPLE = 262_144
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = (
    (b"%PDF", "not_text", "it is a PDF"),
    (b"\x89PNG", "not_text", "it is a picture"),
    (b"\xff\xd8\xff", "not_text", "it is a picture"),
    (b"GIF8", "not_text", "it is a picture"),
    (b"\xd0\xcf\x11\xe0", "xls_not_supported", ""),
    (b"\x1f\x8b", "compressed", ""),
    (b"BZh", "compressed", ""),
    (b"7z\xbc\xaf", "compressed", ""),
    (b"Rar!", "compressed", ""),
    (b"\xfd7zXZ", "compressed", ""),
)
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_CHOICES = ("cp1252", "shift_jis", "gb18030", "big5", "euc_kr", "cp1251", "cp1250", "iso8859_2", "cp1253", "cp1254", "koi8_r")
_HIGH_RUN = re.compile("[^\x00-\x7f]+")
_SIGNS = set("‘’‚“”„†‡•…–—€™¡¢£©ª«®°±²³´µ·º»¼½¾¿§¨¶\xa0\xad¦¹¯×÷")


@dataclass(frozen=True, slots=True)
class Text:
    """How a file's letters are written: a codec, how many bytes of marks stand before them."""

    encoding: str
    skip: int


def sniff(path: Path, encoding: str | None = None) -> Text:
    """Tell how to read a file; raises FileError for what is no table of text or can't be told."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    whole = len(sample) < SAMPLE
    if not sample.strip():
        raise FileError("empty")
    _refuse_formats(sample)
    marked, skip = _bom(sample)
    if not sample[skip:].strip(b"\x00 \r\n\t"):
        raise FileError("empty")
    if encoding:
        return Text(_codec(encoding), skip)
    found = marked or _utf16(sample)
    if found and found != "utf-8":
        return Text(found, skip)
    _refuse_binary(sample)
    return Text("utf-8" if marked else _eight_bit(sample, whole), skip)


def plausible(raw: bytes) -> str | None:
    """The bytes read as Windows western text, if that gives words a person would write; else None."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    for run in _HIGH_RUN.findall(text):
        letters = [c for c in run if c not in _SIGNS]
        if len(letters) > 3 or not all(c.isalpha() for c in letters) or any(c in "ƒŒœ‹›" for c in letters):
            return None
    return text


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise FileError("encoding_unknown", {"encoding": list(_CHOICES)}) from None


def _refuse_formats(sample: bytes) -> None:
    for magic, code, what in _MAGIC:
        if sample.startswith(magic):
            raise FileError(code, what=what)
    if sample.startswith(b"PK\x03\x04"):
        raise FileError("xls_not_supported" if b"[Content_Types].xml" in sample or b"xl/" in sample else "compressed")
    head = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body")):
        raise FileError("html")
    if re.match(rb'(\{\s*("|\}|$)|\[\s*(\{|\[|"|\]|\d|$))', head):
        raise FileError("json")


def _bom(sample: bytes) -> tuple[str | None, int]:
    for mark, encoding in _BOMS:
        skip = 0
        while sample.startswith(mark, skip):
            skip += len(mark)
        if skip:
            return encoding, skip
    return None, 0


def _utf16(sample: bytes) -> str | None:
    even, odd = sample[0:4000:2], sample[1:4000:2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > len(zeros) * 0.4 and others.count(0) < len(others) * 0.05:
            return encoding
    return None


def _refuse_binary(sample: bytes) -> None:
    odd = len(_BINARY.findall(sample))
    if odd > 8 and odd > len(sample) * 0.01:
        raise FileError("not_text", what="its bytes are no text")


def _eight_bit(sample: bytes, whole: bool) -> str:
    """UTF-8 wherever the bytes allow it, else western Windows where that gives words; else nobody can tell."""
    bad, good = _utf8_errors(sample, whole)
    if not bad or good:
        return "utf-8"
    lines = [line for line in re.split(rb"[\r\n]+", sample if whole else sample.rpartition(b"\n")[0]) if not line.isascii()]
    if all(plausible(line) is not None for line in lines):
        return "cp1252"
    raise FileError("encoding_unknown", {"encoding": _samples(lines)})


def _utf8_errors(sample: bytes, whole: bool) -> tuple[int, int]:
    text = sample.decode("utf-8", "surrogateescape")
    bad = [i for i, c in enumerate(text) if "\udc80" <= c <= "\udcff"]
    cut = [i for i in bad if i >= len(text) - 3]
    good = sum(1 for c in text if c > "\x7f") - len(bad)
    return len(bad) - len(cut) if not whole or good or len(bad) > len(cut) or _is_cut(sample) else len(bad), good


def _is_cut(sample: bytes) -> bool:
    """Whether the last bytes begin a letter that the file doesn't finish."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return bool(decoder.getstate()[0])


def _samples(lines: list[bytes]) -> dict[str, str]:
    found = {}
    for name in _CHOICES:
        try:
            found[name] = lines[0].decode(name)[:80]
        except UnicodeDecodeError:
            continue
    return found
