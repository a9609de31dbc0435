"""Errors a person can read: the docstring is the message, the arguments are the facts."""

import pytest

from crm.errors import CrmError, NotFound


class TooMany(CrmError):
    """{count} people are too many
    for “{name}”.
    """

    status = 413


def test_the_message_is_the_docstring_with_its_facts():
    assert str(TooMany(count=3, name="Friends")) == "3 people are too many\nfor “Friends”."


def test_a_fact_with_braces_is_shown_as_it_is():
    assert "“{count}”" in str(TooMany(count=1, name="{count}"))


def test_the_facts_can_be_read():
    error = TooMany(count=3, name="Friends")
    assert (error.count, error.name, error.facts) == (3, "Friends", {"count": 3, "name": "Friends"})
    with pytest.raises(AttributeError):
        _ = error.size


def test_a_rule_that_was_broken_is_422_unless_it_says_otherwise():
    assert (CrmError().status, TooMany(count=1, name="").status, NotFound().status) == (422, 413, 404)
