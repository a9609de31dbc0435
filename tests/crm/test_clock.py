"""The only clock: aware, in UTC, and turned by tests alone."""

from datetime import UTC, date, timedelta

import pytest

from crm import clock

ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
"""Fourteen hours before UTC's day, eleven behind: never on the same day."""


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC


def test_time_can_be_moved_inside_a_block_and_blocks_add_up():
    before = clock.now()
    with clock.moved(timedelta(days=2)), clock.moved(timedelta(days=-1)):
        assert timedelta(days=1) <= clock.now() - before < timedelta(days=1, minutes=1)
    assert clock.now() - before < timedelta(minutes=1)


def test_time_goes_back_when_the_block_fails():
    before = clock.now()
    with pytest.raises(ZeroDivisionError), clock.moved(timedelta(days=2)):
        raise ZeroDivisionError
    assert clock.now() - before < timedelta(minutes=1)


def test_the_day_depends_on_where_one_is():
    ahead, behind = (clock.today(zone) for zone in ZONES)
    assert isinstance(ahead, date)
    assert ahead - behind >= timedelta(days=1)
