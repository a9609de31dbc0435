"""Which words a person would write with western letters and signs."""

import pytest

from crm.importing.reading.western import is_bare, is_plausible, mended, words_in

PLAUSIBLE = (
    "Müller GROẞ Ångström Núñez Þórður François L’Haÿ Zoë É à ß ÄÖÜß Café naïveté João IRMÃ SÃO O´Brien “so” «été» ¿Qué ¡Hola n° 5° 2ª m² "
    "Acme® wait… Jean–Luc Œuvre cœur Žofie šport € §"
).split()
STRANGE = (
    "JŸrgen RenŽ Ren‚ J„ger J”rg Mu¤oz £ukasz Pawe³ Krzy¿anowski Dvoøák Køíž Çaðlar Güneþ Èâàíîâ ÕÅÈý ±è ÀÎ¿µÈñ ¤ý³ MÃ JÃ¼r â€ ƒAƒ“ ŒåˆË"
).split()


@pytest.mark.parametrize("word", PLAUSIBLE)
def test_western_words_are_plausible(word):
    assert is_plausible(word)


@pytest.mark.parametrize("word", STRANGE)
def test_words_of_other_encodings_are_not(word):
    assert not is_plausible(word)


@pytest.mark.parametrize(("word", "wanted"), [("Àí", True), ("—Ñ", True), ("é", False), ("Aé", False), ("“”", False)])
def test_a_bare_word_has_no_letter_of_ascii(word, wanted):
    assert is_bare(word) is wanted


def test_words_end_at_signs_of_ascii():
    assert words_in("Zoë-Åsa, 5 €; ann@example.com") == ["Zoë", "Åsa", "€"]


def test_only_words_that_make_sense_are_mended():
    lost = b"Z\xc3\xb6e M\xfcller M\xc3 \x81".decode("utf-8", "surrogateescape")
    assert mended(lost) == ("Zöe Müller M\udcc3 \udc81", True)
