import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.text import label, multi_line, single_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ann\r\nLee", "Ann Lee"),
        ("Ann\u2028Lee\x85Fox", "Ann Lee Fox"),
        ("Ann\u202egnp.exe", "Anngnp.exe"),
        ("\ufeffAnn\u200b", "Ann"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Jose\u0301", "José"),
        ("\xa0 Ann \xa0", "Ann"),
        ("Ann\xa0Lee", "Ann\xa0Lee"),
    ],
)
def test_a_single_line_has_no_breaks_and_no_hidden_signs(text, line):
    assert single_line(text) == line


def test_lines_keep_their_breaks_as_one_sign():
    assert multi_line("a\r\nb\rc\u2028d\n") == "a\nb\nc\nd"


@given(st.text())
def test_cleaning_what_is_clean_changes_nothing(text):
    for clean in (single_line, multi_line, label):
        assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_label_holds_no_sign_that_parts_entries(text):
    assert not set(label(text)) & set(':;"\n')
