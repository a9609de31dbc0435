"""Tables are there whole or not at all, also when two write the same one and when one is killed half way."""

from crm.importing.reading import tables

ROWS = [("name", "city"), *((f"Ann {n}", "Oslo") for n in range(1_200))]


def test_a_table_tells_how_many_rows_it_has_and_is_there_when_it_is_whole(tmp_path):
    target = tmp_path / "a.csv"
    told = []
    for count in tables.write(target, lambda: ROWS):
        assert not target.exists()
        told.append(count)
    assert told == [500, 1_000, 1_201]
    assert target.read_text().splitlines()[-1] == "Ann 1199,Oslo"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_nothing_is_left_of_a_table_that_nobody_goes_on_with(tmp_path):
    half = tables.write(tmp_path / "a.csv", lambda: ROWS, "7")
    assert next(half) == 500
    half.close()
    assert list(tmp_path.iterdir()) == []


def test_whoever_begins_anew_throws_away_what_was_left_and_is_not_disturbed_by_one_that_wakes_up(tmp_path):
    target = tmp_path / "a.csv"
    asleep, other = tables.write(target, lambda: ROWS, "7"), tables.write(target, lambda: ROWS, "8")
    assert next(asleep) == next(other) == 500
    anew = tables.write(target, lambda: ROWS, "7")
    next(anew)
    assert len(list(tmp_path.glob("*.part"))) == 2
    assert list(asleep) == [1_000, 1_201]
    assert not target.exists()
    assert list(anew) == [1_000, 1_201]
    assert len(target.read_text().splitlines()) == len(ROWS)
    other.close()
    assert list(tables.write(target, lambda: ROWS)) == []


def test_what_is_read_before_the_first_row_counts_as_steps_too(tmp_path):
    rows = [None] * 1_000 + ROWS[:3]
    assert list(tables.write(tmp_path / "a.csv", lambda: rows)) == [0, 0, 3]
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 3
