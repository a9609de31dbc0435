"""Which operators each type of field has, how they read in a sentence, and what value each takes."""

from typing import NamedTuple

UNITS = ("day", "week", "month", "year")


class Operator(NamedTuple):
    """One operator: the words between field and value, the shape of its value, and the words of its chooser.

    Shapes: none, one, list, pair (low and high, both ends in), span (n and a unit).
    """

    words: str
    shape: str = "one"
    short: str = ""


_TEXT = {
    "is": Operator("is"),
    "is_not": Operator("is not"),
    "contains": Operator("contains"),
    "not_contains": Operator("does not contain"),
    "starts_with": Operator("starts with"),
    "ends_with": Operator("ends with"),
    "any_of": Operator("is any of", "list"),
    "none_of": Operator("is none of", "list"),
    "empty": Operator("is empty", "none"),
    "not_empty": Operator("is not empty", "none"),
}
_NUMBER = {
    "eq": Operator("="),
    "ne": Operator("≠"),
    "lt": Operator("<"),
    "lte": Operator("≤"),
    "gt": Operator(">"),
    "gte": Operator("≥"),
    "between": Operator("is between", "pair"),
    "empty": Operator("is empty", "none"),
    "not_empty": Operator("is not empty", "none"),
}
_SPANS = {
    "in_last": Operator("is in the last", "span"),
    "more_than_ago": Operator("is more than", "span", "is more than … ago"),
    "in_next": Operator("is in the next", "span"),
    "more_than_ahead": Operator("is more than", "span", "is more than … ahead"),
    "anniversary_in_next": Operator("has its anniversary in the next", "span"),
}
_PERIODS = (
    *("today", "yesterday", "tomorrow"),
    *(f"{when}_{unit}" for unit in ("week", "month", "quarter", "year") for when in ("this", "last", "next")),
)
_TIME = {
    "on": Operator("is on"),
    "before": Operator("is before"),
    "after": Operator("is after"),
    "between": Operator("is between", "pair"),
    **{name: Operator("is " + name.replace("_", " "), "none") for name in _PERIODS},
    **_SPANS,
    "empty": Operator("is empty", "none"),
    "not_empty": Operator("is not empty", "none"),
}
_CHOICE = {name: _TEXT[name] for name in ("is", "is_not", "any_of", "none_of", "empty", "not_empty")}
_MANY = {
    "has_any": Operator("include any of", "list"),
    "has_all": Operator("include all of", "list"),
    "has_none": Operator("include none of", "list"),
    "empty": Operator("are empty", "none"),
    "not_empty": Operator("are not empty", "none"),
}
OPERATORS: dict[str, dict[str, Operator]] = {
    "text": _TEXT,
    "note": {name: _TEXT[name] for name in ("contains", "not_contains", "empty", "not_empty")},
    "number": _NUMBER,
    "time": _TIME,
    "date": _TIME,
    "choice": _CHOICE,
    "many": _MANY,
    "file": {name: _TEXT[name] for name in ("empty", "not_empty")},
    "yesno": {"is_on": Operator("is yes", "none"), "is_off": Operator("is no", "none")},
    "dnc": {"is_on": Operator("is on for"), "is_off": Operator("is off for")},
}
"""Type → operator → how it reads and what it takes."""
COUNTS = ("eq", "ne", "lt", "lte", "gt", "gte")
"""Operators on the number of related rows."""
NEGATIVE = {"is_not": "is", "not_contains": "contains", "none_of": "any_of", "has_none": "has_any", "ne": "eq"}
"""Operators that hold wherever their opposite doesn't, so also where the field is empty."""
