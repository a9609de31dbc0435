"""Passwords: which are accepted, and what checking one tells."""

import pytest
from argon2 import extract_parameters

from crm.members import passwords


@pytest.mark.parametrize("password", ["password1234", "ILoveYou!!!!", "12345678910", "Password.123.", "aaaabbbbaaaabbbb"])
def test_what_many_choose_is_refused(password):
    with pytest.raises((passwords.TooCommon, passwords.TooShort)):
        passwords.accept(password)


def test_a_sentence_is_accepted():
    assert passwords.accept("seven green kettles") == "seven green kettles"


def test_where_there_is_no_account_the_same_work_is_done_in_vain(quick_hashes):
    hasher, nobodys = quick_hashes
    assert extract_parameters(nobodys) == extract_parameters(hasher.hash("seven green kettles"))
    assert hasher.verify(nobodys, "nobody’s password")
    assert not passwords.verify("nobody’s password", None)
