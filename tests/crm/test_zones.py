"""Time zones are found by what people type, and what is none is told with those called most nearly so."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from crm import zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Oslo", "Europe/Oslo"), ("europe/oslo", "Europe/Oslo"), ("oslo", "Europe/Oslo"), ("New York", "America/New_York"),
        ("america/new york", "America/New_York"), ("Zürich", "Europe/Zurich"), ("São Paulo", "America/Sao_Paulo"), ("utc", "UTC"),
        ("America_slash_Los_Angeles", "America/Los_Angeles"), ("Buenos Aires, Argentina", None), ("Indianapolis", None),
        ("Mars/Olympus", None), ("Europe", None), ("", None), ("../Europe/Oslo", None), ("posix/Europe/Oslo", None),
        ("localtime", None), ("Factory", None),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_its_name_and_by_its_city(typed, zone):
    assert zones.find(typed) == zone


def test_every_zone_is_known_by_its_own_name():
    assert {zone for zone in available_timezones() if zones.find(zone) != zone} <= {"localtime", "Factory", "posixrules"}


@pytest.mark.parametrize(
    ("typed", "near"),
    [("Europ/Olso", "Europe/Oslo"), ("Indianapolis", "America/Indiana/Indianapolis or America/Indianapolis"), ("?", "Europe/Oslo")],
)
def test_what_is_no_zone_is_told_with_those_called_nearly_so(typed, near):
    assert zones.expected(typed).startswith("a time zone we know, like ")
    assert near in zones.expected(typed)


@pytest.mark.parametrize(("month", "distance"), [(1, "UTC+01:00"), (7, "UTC+02:00")])
def test_places_are_offered_with_how_far_they_are_from_greenwich_now(month, distance):
    offered = dict(zones.offered(datetime(2026, month, 1, tzinfo=UTC)))
    assert offered["Europe/Oslo"] == distance
    assert offered["Asia/Kolkata"] == "UTC+05:30"
    assert not [zone for zone in offered if "/" not in zone and zone != "UTC"]
