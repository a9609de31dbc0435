import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from crm import emails


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.com",
        "Ann.Lee+crm@Example.COM",
        "o'neil@example.com",
        "müller@bücher.example",
        "用户@例え.jp",
        "!bob@example.com",
        "-a@x.no",
        "ann@intranet.local",
        "a@" + "x" * 63 + ".no",
        "a" * 64 + "@example.com",
    ],
)
def test_these_are_addresses(address):
    assert emails.is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@example.com",
        "ann",
        "a@b",
        "a@b.c",
        "a@10.0.0.1",
        "a@b.com.",
        "a@@b.com",
        ".a@b.com",
        "a.@b.com",
        "a..b@b.com",
        "a b@example.com",
        "a@b.com, c@d.com",
        "Ann <ann@example.com>",
        "ann@example.com\nBcc: all@example.com",
        "ann@example.com\n",
        "a@-b.com",
        "a@b-.com",
        "x@" + "d" * 250 + ".com",
        "a" * 65 + "@example.com",
        '"a b"@example.com',
    ],
)
def test_these_are_none(text):
    assert not emails.is_address(text)


@given(
    st.text("aZ9_'+-.", min_size=1, max_size=9), st.text("aB9-.", min_size=1, max_size=9), st.sampled_from([".no", ".com", ".museum", ""])
)
def test_the_short_way_never_takes_what_the_validator_refuses(local, domain, end):
    text = f"{local}@{domain}{end}"
    if emails.is_address(text):
        assert validate_email(text, check_deliverability=False, globally_deliverable=False)


def test_the_key_drops_case_and_blanks_only():
    assert emails.key(" Ann.Lee+crm@Example.COM ") == "ann.lee+crm@example.com"


def test_two_addresses_that_differ_in_their_accents_are_two_though_each_is_found_as_the_other():
    assert emails.key("José@Example.org") != emails.key("jose@example.org")
    assert emails.folded("José@Example.org") == emails.key("jose@example.org")
    assert emails.folded("Jose@Example.org") is None
