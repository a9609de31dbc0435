"""Two versions of a text: what is the same in both is left out."""

import pytest

from crm.journal.apart import LONGEST, apart

LONG = "word " * LONGEST


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("one", "two", ("one", "two")),
        ("a\n- [ ] x\nb", "a\n- [x] x\nb", ("… - [ ] x …", "… - [x] x …")),
        ("- [ ] x\n- [ ] y", "- [x] x\n- [ ] y", ("- [ ] x …", "- [x] x …")),
        ("a\nb", "a", ("… b", "…")),
        ("a", "a\nb", ("…", "… b")),
        ("a\na\na", "a\na", ("… a", "…")),
        (f"{LONG}end", f"{LONG}fin", ("… end", "… fin")),
        (f"one {LONG}", "two", (f"one {LONG}"[:LONGEST].rstrip() + "…", "two")),
    ],
)
def test_only_what_differs_is_told(old, new, told):
    assert apart(old, new) == told
