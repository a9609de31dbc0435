"""Finding rows of a plan: by number, by words, within what narrows them, and on from where the last look ended."""

import pytest

from crm.importing import drafts, finding, reviewing
from crm.importing.options import Options
from crm.importing.session import source_of
from crm.journal import work
from crm.models import Operation

PEOPLE = [("Ann", "Lee"), ("Bob", "Ray"), ("Zoë", "Årnes"), ("Ann", "Ray"), ("Cy", "Lee")]
ROWS = [f"{first},{last},p{n}@example.org" for n, (first, last) in enumerate(PEOPLE, 1)]
BAD = "Dot,Lee,no-address"


@pytest.fixture
def look(ada, settings):
    """Looks through a plan of five people and one row that is refused; gives the numbers, and where to go on."""
    file = settings.data / "people.csv"
    file.write_text("\n".join(["first_name,last_name,email", *ROWS, BAD, ""]))
    draft = drafts.check(drafts.begin(file, "people.csv", Options(), by=ada, folder=settings.data / "files"))
    work.run(draft.id)
    head = Operation.get_by_id(draft.id)

    def look(words, after=0, size=25, group="", reason=""):
        found = finding.find(head, source_of(head), reviewing.condition(group, reason), finding.Wanted(words, after, size))
        assert [item.seq for item, _ in found.rows] == [record.number for _, record in found.rows]
        return [item.seq for item, _ in found.rows], found.on, found.more

    return look


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ann", [1, 4]), ("RAY ann", [4]), ("zoe arnes", [3]), ("årnes", [3]), ("p2@example", [2]), ("nobody", []),
        ("5", [5]), ("#2", [2]), ("99", []), ("no-address", [6]), ("%", []), ('"', []),
    ],
)  # fmt: skip
def test_a_row_is_found_by_its_number_or_by_words_in_it(look, words, numbers):
    assert look(words) == (numbers, None, False)


def test_a_number_shows_its_row_first_and_once(look):
    assert look("4") == ([4], None, False)
    assert look("1", size=1) == ([1], None, False)
    assert look("example 4")[0] == [4]


def test_what_narrows_the_rows_narrows_what_is_found(look):
    assert look("lee", group="refused") == ([6], None, False)
    assert look("lee", group="new") == ([1, 5], None, False)
    assert look("lee", reason="email") == ([6], None, False)
    assert look("2", group="refused") == ([], None, False)


def test_pages_follow_each_other_without_a_gap(look):
    assert look("lee", size=2) == ([1, 5], 5, True)
    assert look("lee", after=5, size=2) == ([6], None, False)
    assert look("lee", after=6) == ([], None, False)


def test_a_large_file_is_looked_through_in_stretches(look, monkeypatch):
    monkeypatch.setattr(finding, "REACH", 3)
    assert look("lee") == ([1], 3, False)
    assert look("lee", after=3) == ([5, 6], 6, False)
    assert look("lee", after=6) == ([], None, False)
    assert look("6") == ([6], 3, False)
