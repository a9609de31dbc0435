"""The text of a file in stretches of whole lines, a few hundred kilobytes at a time, however long the file is."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm.importing.reading import western
from crm.importing.reading.encoding import Encoding
from crm.importing.reading.limits import CELL_CHARS, LINE_BYTES

_BLOCK = 131_072
_STUMP = 8 * CELL_CHARS
_LINE_END = re.compile(rb"[\r\n]")
_HALF = re.compile(rb"[\xc0-\xff][\x80-\xbf]{0,3}\Z")
_HALF_ENDS = ("\udc0a", "\udc0d", "\udc00")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_ODD = ((b"\xe2", b"\xe2\x80\xa8"), (b"\xe2", b"\xe2\x80\xa9"), (b"\xef", b"\xef\xbb\xbf"))
_TAIL = rb"(?:\xc2[\x80-\xbf]|\xe2[\x80\x82\x84][\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c])"
_MOJIBAKE = re.compile(
    rb"\xc3(?:[\x82\x83]T|[\x90\x91]T\xc3[\x90\x91]T|[\xa3-\xa9]TT\xc3[\xa3-\xa9]TT|\xa2\xe2\x82\xac|\xb0\xc5\xb8T|\xaf\xc2\xbb\xc2\xbf)".replace(
        b"T", _TAIL
    )
)

Warn = Callable[[str], None]


class Stretch(NamedTuple):
    """Whole lines with their ends; `clean` when no letter of them needs a closer look: nothing lost, hidden or too long."""

    lines: list[str]
    clean: bool


def _keep_lost(error: UnicodeError) -> tuple[str, int]:
    """Bytes without a meaning become marks, one each, so that only their row is refused."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("kith.lost", _keep_lost)


def stretches(path: Path, encoding: Encoding, warn: Warn) -> Iterator[Stretch]:
    """The stretches of a file; `warn` is told what else was noticed: mixed_encoding, mojibake_suspected."""
    for raw in whole_lines(path, encoding):
        yield _stretch(raw, encoding, warn)


def whole_lines(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """The bytes of a file, as UTF-8 where they are known to be something else, in pieces that end where lines do."""
    with path.open("rb") as file:
        file.seek(encoding.skip)
        yield from _whole_lines(_blocks(file, encoding))


def _blocks(file: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """The file as UTF-8, or as it is where that is UTF-8 or was only guessed to be western Windows."""
    blocks = iter(partial(file.read, _BLOCK), b"")
    if encoding.codec == "utf-8" or _may_be_mixed(encoding):
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(encoding.codec)("kith.lost")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
    rest = decoder.decode(b"", final=True)
    yield b"" if rest in _HALF_ENDS else rest.encode("utf-8", "surrogatepass")


def _may_be_mixed(encoding: Encoding) -> bool:
    return not encoding.told and encoding.codec in ("utf-8", "cp1252")


def _whole_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks cut again where lines end; of a line without an end only the beginning is kept."""
    rest = b""
    for block in blocks:
        if len(rest) > LINE_BYTES:
            end = _LINE_END.search(block)
            if not end:
                continue
            rest, block = _stump(rest), block[end.start() :]
        seen, block = max(0, len(rest) - 1), rest + block
        cut = max(block.rfind(b"\n", seen), block.rfind(b"\r", seen, len(block) - 1)) + 1
        rest = block[cut:]
        if cut:
            yield block[:cut]
    if rest := (_stump(rest) if len(rest) > LINE_BYTES else rest).rstrip(b"\x1a\0"):
        yield rest


def _stump(raw: bytes) -> bytes:
    """The beginning of an endless line, still too long for a cell, with its quotes closed."""
    stump = _HALF.sub(b"", raw[:_STUMP])
    return stump + b'"' if stump.count(b'"') % 2 else stump


def _stretch(raw: bytes, encoding: Encoding, warn: Warn) -> Stretch:
    text, clean = _decoded(raw, encoding, warn)
    if clean:
        lines = text.splitlines(keepends=True)
        return Stretch(lines, max(map(len, lines)) <= CELL_CHARS)
    lines = list(io.StringIO(text, newline=""))
    return Stretch([line.lstrip("\ufeff") for line in lines] if "\ufeff" in text else lines, False)


def _decoded(raw: bytes, encoding: Encoding, warn: Warn) -> tuple[str, bool]:
    """The text of whole lines, and whether it is clean but for the length of its lines."""
    if encoding.codec == "cp1252" and _may_be_mixed(encoding) and not raw.isascii():
        return _western(raw, warn)
    if _MOJIBAKE.search(raw):
        warn("mojibake_suspected")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _flawed(raw, encoding, warn), False
    if raw.isascii():
        return text, not _has(raw, _CONTROLS)
    return text, not (_has(raw, _CONTROLS) or _C1.search(raw) or any(first in raw and sign in raw for first, sign in _ODD))


def _western(raw: bytes, warn: Warn) -> tuple[str, bool]:
    """Western Windows letters, but for lines that hold letters of UTF-8: another export was glued to this one."""
    if raw.decode("utf-8", "ignore").isascii():
        return raw.decode("cp1252", "surrogateescape"), not _has(raw, _CONTROLS + _UNDEFINED)
    warn("mixed_encoding")
    lines = raw.splitlines(keepends=True)
    return "".join(_western(x, warn)[0] if x.decode("utf-8", "ignore").isascii() else _mended(x, warn) for x in lines), False


def _flawed(raw: bytes, encoding: Encoding, warn: Warn) -> str:
    """Text with bytes that are no UTF-8: read as western Windows if two exports may be glued together, else marked as lost."""
    if not _may_be_mixed(encoding):
        return raw.decode("utf-8", "kith.lost")
    half = _HALF.search(raw)
    end = half.start() if half else len(raw)
    return _mended(raw[:end], warn) + raw[end:].decode("utf-8", "surrogateescape")


def _mended(raw: bytes, warn: Warn) -> str:
    text, found = western.mended(raw.decode("utf-8", "surrogateescape"))
    if found:
        warn("mixed_encoding")
    return text


def _has(raw: bytes, signs: bytes) -> bool:
    return len(raw) != len(raw.translate(None, signs))
