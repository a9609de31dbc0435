"""How a row came or went, in words."""

import pytest

from crm.journal import comings
from crm.models import Business, Contact, Note


@pytest.mark.parametrize(
    ("model", "old", "new", "said"),
    [
        (Contact, None, "1", "not there yet → added"),
        (Contact, "1", "2", "in the list → in the archive"),
        (Contact, "2", "1", "in the archive → back in the list"),
        (Contact, "1", "0", "in the list → deleted"),
        (Business, "1", "0", "in the list → deleted"),
        (Business, "0", "1", "deleted → back in the list"),
        (Business, "0", None, "deleted → deleted"),
        (Note, None, "1", "not there yet → added"),
        (Note, "1", "0", "there → removed"),
        (Note, "0", "1", "removed → back"),
    ],
)
def test_a_row_that_came_or_went_is_told_from_where_to_where(model, old, new, said):
    assert " → ".join(comings.told(model, old, new)) == said
