"""Words in western Windows letters (cp1252): which a person would write, and which show that the bytes mean something else."""

import re

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


def mended(text: str) -> tuple[str, bool]:
    """Text with its lost bytes read as western letters where that gives words, and whether any were."""
    found = {word: mend for word in set(words_in(text)) if LOST.search(word) and is_plausible(mend := LOST.sub(_letter, word))}
    return (_WORD.sub(lambda m: found.get(m[0], m[0]), text) if found else text), bool(found)


def is_plausible(word: str) -> bool:
    """Whether a person would write this word with western letters and signs."""
    return not LOST.search(word) and _signs_fit(word) and _cases_fit(word) and _letters_fit(word)


def is_bare(word: str) -> bool:
    """Whether a word of several signs, one of them a letter, has none of ASCII: usual in other scripts, rare in western ones."""
    return len(word) > 1 and any(map(str.isalpha, word)) and not any(map(str.isascii, word))


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
    """No accented capital stands inside a word in small letters, and only a word in capitals ends in one that is seldom the last."""
    if word[0] == "ÿ" or (word[-1] in "ÃÂ" and (len(word) <= _SHORT or not word.isupper())):
        return False
    inside = zip(word, word[1:], word[2:] + " ", strict=False)
    return not any(
        _is_accented_capital(here) and (before.islower() or (before.isupper() and after.islower() and after != "ß"))
        for before, here, after in inside
    )


def _is_accented_capital(letter: str) -> bool:
    return letter.isupper() and not letter.isascii()


def _letters_fit(word: str) -> bool:
    """Letters of one word come from the alphabet of one western language."""
    high = [c for c in word.casefold() if c > "\x7f" and c.isalpha()]
    if any(c > "\u024f" for c in high):
        return False
    several = len(set(high)) > 1 or is_bare(word)
    return not several or any(alphabet.issuperset(high) for alphabet in _ALPHABETS)
