import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José  MÜLLER", "jose muller"),
        ("Jose\u0301", "jose"),
        ("Straße", "strasse"),
        ("ØRSTED Łódź", "orsted lodz"),
        ("Æsir Œuvre", "aesir oeuvre"),
        ("O’Neil – “x”", 'o\'neil - "x"'),
        ("ＡＢＣ１２", "abc12"),
        ("½", "1/2"),
        ("a\tb\nc\x00d", "a b c d"),
        ("\u200bzero\u200d width\u00ad", "zero width"),
        ("İstanbul", "istanbul"),
        ("שָׁלוֹם", "שלום"),
        ("", ""),
    ],
)
def test_case_accents_typographic_signs_and_spacing_never_matter(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_is_one_trimmed_line(text):
    assert fold(text) == " ".join(fold(text).split())


def test_different_letters_stay_different():
    assert len({fold(word) for word in ("Lee", "Leo", "李", "Ли", "λι")}) == 5
