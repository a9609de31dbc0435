"""Words in western Windows letters (cp1252): which a person would write, and which show that the bytes mean something else."""

import re
from itertools import pairwise

LOST = re.compile("[\udc00-\udcff]")
_WORD = re.compile("[A-Za-z\x80-\U0010ffff]+")
_ALPHABETS = tuple(
    frozenset(letters + "ªºµ")
    for letters in (
        "äöüßéè",
        "åäöæøéü",
        "àâæçéèêëîïôöùûüÿœ",
        "áéíóúüñçàèïòö",
        "áâãàçéêíóôõúü",
        "áðéíóúýþæö",
        "àèéìòùîí",
        "äöüõšž",
        "áäéëèêíïóöúûüîâô",
        "čšž",
    )
)
_ANYWHERE = frozenset("’‘´–—…•·¸\xa0\xad")
_BEFORE = frozenset("“„«‹¡¿‚")
_AFTER = frozenset("”»›®™©ªº°²³¹")
_SHORT = 3


def words_in(text: str) -> list[str]:
    """The words that hold a letter or sign beyond ASCII."""
    return [word for word in _WORD.findall(text) if not word.isascii()]


def western(lost: str) -> str:
    """A word whose bytes are no UTF-8, read as western letters; bytes without a meaning there stay lost."""
    return lost.encode("utf-8", "surrogateescape").decode("cp1252", "surrogateescape") if LOST.search(lost) else lost


def mended(text: str) -> tuple[str, bool, bool]:
    """Text with its lost bytes read as western letters where that gives words; whether any were, and whether any stay lost."""
    found = {word: mend for word in set(words_in(text)) if LOST.search(word) and is_plausible(mend := LOST.sub(_letter, word))}
    if found:
        text = _WORD.sub(lambda m: found.get(m[0], m[0]), text)
    return text, bool(found), bool(LOST.search(text))


def is_plausible(word: str) -> bool:
    """Whether a person would write this word with western letters and signs."""
    return not LOST.search(word) and _signs_fit(word) and _cases_fit(word) and _letters_fit(word)


def is_bare(word: str) -> bool:
    """Whether a word of several letters has none of ASCII: usual in other scripts, rare in western ones."""
    return sum(map(str.isalpha, word)) > 1 and not any(c.isascii() for c in word)


def _letter(lost: re.Match[str]) -> str:
    return bytes([ord(lost[0]) - 0xDC00]).decode("cp1252", "surrogateescape")


def _signs_fit(word: str) -> bool:
    """Signs stand where they may: quotes around words, dashes and apostrophes anywhere, money and fractions apart from letters."""
    for i, sign in enumerate(word):
        if sign.isascii() or sign in _ANYWHERE or (sign.isalpha() and sign not in "ªºƒˆ˜"):
            continue
        before, after = word[i - 1 : i] if i else "", word[i + 1 : i + 2]
        if sign in _BEFORE:
            fits = not before.isalpha()
        elif sign in _AFTER:
            fits = not after.isalpha() and (sign not in "²³¹" or i <= _SHORT)
        else:
            fits = not (before.isalpha() or after.isalpha() or before > "\x7f" or after > "\x7f")
        if not fits and not (sign == "°" and not before):
            return False
    return True


def _cases_fit(word: str) -> bool:
    """No accented capital follows a small letter, and no word ends in a capital that never ends one."""
    if word[-1] in "ÃÂ":
        return False
    return not any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(word))


def _letters_fit(word: str) -> bool:
    """Letters of one word come from the alphabet of one western language."""
    high = [c for c in word.casefold() if c > "\x7f" and c.isalpha()]
    if any(c > "\u024f" for c in high):
        return False
    several = len(set(high)) > 1 or is_bare(word)
    return not several or any(alphabet.issuperset(high) for alphabet in _ALPHABETS)
