import pytest

from crm.importing.names import assemble, split


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Ann Lee", "Ann", "Lee"), ("Ann Marie Lee", "Ann Marie", "Lee"), ("Lee, Ann Marie", "Ann Marie", "Lee"), ("Björk", "", "Björk"),
        ("佐藤 一郎", "", "佐藤 一郎"), ("김철수", "", "김철수"), ("Ann Lee, Jr.", "Ann", "Lee, Jr."), ("Lee,", "", "Lee"), ("Madonna, PhD", "", "Madonna, PhD"),
    ],
)  # fmt: skip
def test_a_whole_name_is_split(whole, first, last):
    assert split(whole) == (first, last)


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"first_name": "Ann", "middle_name": "Marie", "last_name": "Lee", "suffix": "Jr."}, {"first_name": "Ann Marie", "last_name": "Lee, Jr."}),
        ({"middle_name": "Marie"}, {"first_name": "Marie"}),
        ({"suffix": "Jr."}, {"last_name": "Jr."}),
        ({"name": "Ann Lee"}, {"first_name": "Ann", "last_name": "Lee"}),
        ({"name": "X Y", "last_name": "Lee"}, {"last_name": "Lee"}),
        ({"name": "Lee"}, {"last_name": "Lee"}),
        ({"city": "Oslo"}, {"city": "Oslo"}),
    ],
)  # fmt: skip
def test_the_parts_of_a_name_come_together(parts, names):
    assert assemble(parts) is None
    assert parts == names


def test_parts_that_are_too_long_together_are_told():
    assert assemble({"first_name": "a" * 150, "middle_name": "b" * 60}) == "too_long"
