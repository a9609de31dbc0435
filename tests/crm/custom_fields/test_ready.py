"""What is taken as it stands is what would have been read of it."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.fields import Custom, Field
from crm.fields.place import Place
from crm.fields.types import TYPES
from crm.models import Contact

_PLACE = Place("CH", UTC)
_NEAR = st.one_of(
    st.text(max_size=12),
    st.text("0123456789.,-+e '٣½²", max_size=18),
    st.text("ab Z19'=#\t\x00\x7f\u200bé", max_size=12),
)


def field(key):
    return Field("cf_it", "It", key, limit=10, custom=Custom(0, Contact.number))


@pytest.mark.parametrize("key", ["text", "number"])
@given(typed=_NEAR)
def test_text_that_is_ready_is_read_as_itself(key, typed):
    if TYPES[key].ready(field(key))(typed):
        assert TYPES[key].reader(field(key), _PLACE)(typed) == typed


def test_other_types_read_all_there_is():
    assert {key for key in TYPES if TYPES[key].ready(field(key))} == {"text", "number"}


@pytest.mark.parametrize(("key", "typed"), [("text", "word 17"), ("text", "1234567890"), ("number", "0"), ("number", "123456789012345")])
def test_what_most_cells_hold_is_ready(key, typed):
    assert TYPES[key].ready(field(key))(typed)


@pytest.mark.parametrize("typed", ["", "'0123", "=1+1", "#N/A", " a", "a ", "a\tb", "é", "12345678901", "a\u200b"])
def test_text_that_means_something_else_is_not_ready(typed):
    assert not TYPES["text"].ready(field("text"))(typed)


@pytest.mark.parametrize("typed", ["", "007", "-1", "1.5", "1 000", "٣", "²", "1234567890123456"])
def test_numbers_in_another_form_are_not_ready(typed):
    assert not TYPES["number"].ready(field("number"))(typed)
