"""A filter that is refused says what is wrong with it."""

import pytest

from crm.filters import BadFilter, read

TWO_GROUPS = "a group is one of “all”, “any” and “none”"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"all": [], "any": []}', TWO_GROUPS),
        ('{"all": [{"any": [], "none": []}]}', TWO_GROUPS),
        ('{"all": [], "field": "city"}', TWO_GROUPS),
        ("{}", "a condition names its field"),
        ('{"op": "is", "value": "Oslo"}', "a condition names its field"),
        ('{"field": null, "op": "is"}', "a condition names its field"),
        ('{"field": "shoe", "op": "is"}', "there is no field “shoe”"),
        ('{"field": "city", "value": "Oslo"}', "“city” needs an operator"),
        ('{"field": "city", "op": "near"}', "“city” has no operator “near”"),
        ('{"field": "created_at", "op": "on", "value": 20250203}', "“created_at” is compared with a date like 2026-11-25"),
        ('{"field": "dnc", "op": "is_on"}', "“dnc” is compared with a channel: email, text, call, post"),
    ],
)
def test_a_filter_that_cannot_be_read_says_what_is_wrong(office, text, said):
    with pytest.raises(BadFilter, match=said):
        read(text)
