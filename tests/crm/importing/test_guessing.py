import pytest

from crm.importing.mapping import guess, told


def keys(header, rows):
    return [column.key for column in guess(header, rows).columns]


def test_a_column_full_of_addresses_or_numbers_is_known_by_its_cells():
    rows = [["Ann", "ann@example.com", "+47 22 33 44 55"], ["Bob", "", "+1 415 555 2671"], ["Cy", "cy@example.com", ""]]
    assert keys(["Wer", "Kontakt", "Wo"], rows) == [None, "email", "phone"]


@pytest.mark.parametrize("cell", ["10023456", "2023-00123", "1980-05-31", "31.05.1980", "n/a"])
def test_numbers_of_another_kind_are_no_phone_numbers(cell):
    assert keys(["first_name", "Kunde"], [["Ann", cell]]) == ["first_name", None]
    assert "phone" not in keys(["first_name", ""], [["Ann", cell.replace("2023-00123", "10023456")]])


def test_one_cell_that_differs_leaves_a_column_alone():
    assert keys(["first_name", "x"], [["Ann", "ann@example.com"], ["Bob", "ask Bob"]]) == ["first_name", None]


def test_cells_never_outdo_a_heading():
    assert keys(["Email", "Kontakt"], [["ann@example.com", "bob@example.com"]]) == ["email", None]


def test_columns_without_any_heading_are_known_by_their_cells():
    rows = [
        ["Ann", "ann@example.com", "415-555-2671", "1961-02-03", "NO"],
        ["Bob", "bob@example.com", "(415) 555-2672", "1999-12-31", "SE"],
    ]
    assert keys([""] * 5, rows) == [None, "email", "phone", "birth_date", "country"]


@pytest.mark.parametrize("cells", [("2024-01-02", "2024-03-04"), ("no", "no"), ("NO", "NO"), ("yes", "no"), ("in", "is")])
def test_a_log_of_visits_is_no_birth_and_a_no_is_not_norway(cells):
    assert keys(["first_name", ""], [["Ann", cell] for cell in cells]) == ["first_name", None]


def test_nothing_is_guessed_beside_what_a_person_said():
    assert [c.key for c in told(["a", "b"], {"0": "first_name"}, [["Ann", "ann@example.com"]]).columns] == ["first_name", None]
