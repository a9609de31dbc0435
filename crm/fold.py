"""Folding: how text is compared. Case, accents, typographic signs and spacing never matter; letters do."""

import re
import unicodedata
from functools import lru_cache

FOLD_VERSION = 1

_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t",
    "ĸ": "k", "ə": "a", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k",
}  # fmt: skip
_SIGNS = {**dict.fromkeys("ʻʼʹ‘’‛`´", "'"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "⁄": "/"}
_MAP = str.maketrans({**_LETTERS, **_SIGNS})
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
)
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The form of a text that is stored beside it and compared: idempotent, the same on every database."""
    return fold_once(text)


def fold_once(text: str) -> str:
    """The same for what isn't met again, such as a whole row of a file: nothing is remembered."""
    folded = text.lower() if text.isascii() else _fold_wide(text)
    return " ".join(_CONTROLS.sub(" ", folded).split())


def _fold_wide(text: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_MAP)))
    return unicodedata.normalize("NFC", bare.casefold().translate(_MAP))
