"""What each condition of a filter leaves, in groups of every kind."""

from crm.filters import parse
from crm.filters.narrowing import narrow


def leaf(number):
    return {"field": "id", "op": "lte", "value": number}


def found(tree):
    """How many of the numbers 1 to 10 a tree holds for: small enough to be read from the tree itself."""

    def holds(part, number):
        if hasattr(part, "parts"):
            parts = [holds(one, number) for one in part.parts]
            return {"all": all(parts), "any": any(parts), "none": not any(parts)}[part.kind]
        return number <= part.value if part.op == "lte" else number > part.value

    return sum(holds(tree, number) for number in range(1, 11))


def steps(data, count=found):
    return [(one.left, one.change, one.empties) for one in narrow(parse(data), count)]


def test_all_narrows_from_top_to_bottom_and_what_empties_is_marked():
    high = {"field": "id", "op": "gt", "value": 5}
    assert steps({"all": [leaf(8), leaf(5), high, high]}) == [(8, -2, False), (5, -3, False), (0, -5, True), (0, 0, False)]


def test_any_adds_and_none_removes():
    assert steps({"any": [leaf(3), leaf(2), leaf(5)]}) == [(3, 3, False), (3, 0, False), (5, 2, False)]
    assert steps({"none": [leaf(3), leaf(5)]}) == [(7, -3, False), (5, -2, False)]


def test_a_group_counts_among_those_left_above_it_and_comes_after_its_parts():
    tree = {"all": [leaf(8), {"any": [leaf(2), {"none": [leaf(6)]}]}, {"none": [leaf(1)]}]}
    assert steps(tree) == [(8, -2, False), (2, 2, False), (2, -6, False), (4, 2, False), (4, -4, False), (3, -1, False), (3, -1, False)]


def test_what_there_is_no_time_for_is_not_guessed():
    assert steps({"all": [leaf(8), {"any": [leaf(2)]}]}, lambda _: None) == [(None, None, False)] * 3
