import pytest

from crm.countries import code_of, names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NO", "NO"), ("no", "NO"), ("NOR", "NO"), ("Norge", "NO"), ("Noreg", "NO"), ("Norwegen", "NO"), ("Norvège", "NO"),
        ("norway ", "NO"), ("USA", "US"), ("U.S.A.", "US"), ("United States", "US"), ("États-Unis", "US"), ("UK", "GB"),
        ("England", "GB"), ("GBR", "GB"), ("Deutschland", "DE"), ("Österreich", "AT"), ("España", "ES"), ("日本", "JP"),
        ("Россия", "RU"), ("Türkiye", "TR"), ("Czech Republic", "CZ"), ("Hong Kong", "HK"),
        ("Narnia", None), ("", None), ("EU", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_and_by_name(text, code):
    assert code_of(text) == code


def test_every_country_is_known_by_its_own_code_and_english_name():
    assert all(code_of(code) == code and code_of(name) == code for code, name in names().items())
