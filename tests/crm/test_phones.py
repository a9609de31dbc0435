import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumberFormat

from crm import phones

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("typed", "region", "e164", "key"),
    [
        ("(415) 555-2671", "US", "+14155552671", "155552671"),
        ("1 415.555.2671", "US", "+14155552671", "155552671"),
        ("+47 22 33 44 55", "US", "+4722334455", "22334455"),
        ("0047 22334455", "NO", "+4722334455", "22334455"),
        ("22 33 44 55", "NO", "+4722334455", "22334455"),
        ("+41 (0)79 123 45 67", "US", "+41791234567", "791234567"),
        ("0791234567", "CH", "+41791234567", "791234567"),
        ("0791234567", "US", None, "791234567"),
        ("41791234567", "CH", "+41791234567", "791234567"),
        ("020 7946 0958", "GB", "+442079460958", "079460958"),
        ("+39 06 698 1234", "US", "+39066981234", "66981234"),
        ("(11) 91234-5678", "BR", "+5511912345678", "912345678"),
        ("011 15-2345-6789", "AR", "+5491123456789", "123456789"),
        ("1-800-FLOWERS", "US", "+18003569377", "003569377"),
        ("+1 (555) 123-4567 ext. 89", "US", "+15551234567", "551234567"),
        ("079.123.45.67 x12", "US", None, "791234567"),
        ("555-1234", "US", None, "5551234"),
        ("+999 123456", "US", None, "999123456"),
        ("110", "NO", None, "110"),
    ],
)  # fmt: skip
def test_a_number_is_understood_as_dialled_from_home(typed, region, e164, key):
    assert phones.is_number(typed)
    assert phones.e164(typed, region) == e164
    assert phones.key(e164, typed) == key


@pytest.mark.parametrize(
    "text", ["", "n/a", "########", "12", "-", "-1", "call me", "ann@example.com", "2 or 3 persons", "1" * 40, "1.23E+10"]
)
def test_these_are_no_numbers(text):
    assert not phones.is_number(text)


@pytest.mark.parametrize("text", ["+1 555 123 4567,,123#", "*67 5551234567", "tel:+4712345678", "+47 22334455;ext=3", "22334455 / 46"])
def test_signs_that_phones_understand_are_fine(text):
    assert phones.is_number(text)


@pytest.mark.parametrize("text", ["０７９１２３４５６７", "٠٧٩١٢٣٤٥٦٧", "०७९१२३४५६७"])
def test_digits_of_any_script_become_ascii(text):
    assert phones.plain(text) == "0791234567"


def test_full_width_signs_and_dashes_become_ascii():
    assert phones.plain("＋４７（２２）３３–４４\u30005５") == "+47(22)33-44 55"


def test_every_country_s_example_is_understood_in_every_spelling():
    for region in REGIONS:
        number = phonenumbers.example_number(region)
        expected = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        for form in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL):
            assert phones.e164(phonenumbers.format_number(number, form), region) == expected


@given(st.text("0123456789", min_size=3, max_size=15), st.booleans(), st.sampled_from(REGIONS))
def test_the_short_way_agrees_with_the_library(digits, abroad, region):
    typed = "+" + digits if abroad else digits
    try:
        number = phonenumbers.parse(typed, region)
        expected = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    except NumberParseException:
        expected = None
    assert phones.e164(typed, region) in (expected, None)
    if expected and phonenumbers.is_valid_number(number):
        main = phonenumbers.region_code_for_country_code(number.country_code)
        assert phones.e164(typed, region) == expected or main != phonenumbers.region_code_for_number(number)


@given(st.text(max_size=80))
def test_any_text_is_judged(text):
    phones.is_number(text)
    phones.key(phones.e164(text, "US"), text)
