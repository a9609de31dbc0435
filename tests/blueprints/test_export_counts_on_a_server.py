"""A database that many use at once fixes the rows of a file as the one of a single office does; the form of the file is nothing to it."""

import pytest

from tests.blueprints.test_export_counts import COUNTS, crowd, require_one_count

ENGINES = ("postgresql",)
CASES = [*(("contacts", choice) for choice in COUNTS), ("businesses", "select all"), ("boats", "words")]
__all__ = ["crowd"]


@pytest.mark.parametrize(("kind", "choice"), CASES)
def test_the_count_on_the_screen_in_the_note_and_of_the_rows_are_one(me, ada, crowd, kind, choice):
    require_one_count(me, ada, crowd, [], kind, "csv", choice, True)
