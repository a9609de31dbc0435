"""Text people typed or files brought, made clean: one form of each letter, no hidden signs."""

import re
import unicodedata
from functools import lru_cache

_HIDDEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+")
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_BREAK_RUNS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_PARTING = re.compile('[:;"]+')


def single_line(text: str) -> str:
    """One line: breaks of any kind are one space, hidden and direction marks go (joiners stay), NFC, no blanks around."""
    if _is_clean(text):
        return text.strip()
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _BREAK_RUNS.sub(" ", text).replace("\t", " "))).strip()


def multi_line(text: str) -> str:
    """Lines parted by \\n, otherwise as `single_line`; blanks inside lines stay."""
    if _is_clean(text):
        return text.strip()
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _BREAKS.sub("\n", text))).strip()


@lru_cache(maxsize=1_024)
def label(text: str) -> str:
    """A label of an address or number: one line without : ; and ", which part the entries of a cell in our files."""
    return " ".join(_PARTING.sub(" ", single_line(text)).split())


def has_control(text: str) -> bool:
    """Whether a text holds a control sign other than a line break or a tab: never legitimate."""
    return bool(_CONTROLS.search(text))


def without_controls(text: str) -> str:
    """The text without control signs."""
    return _CONTROLS.sub("", text)


def _is_clean(text: str) -> bool:
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text))
