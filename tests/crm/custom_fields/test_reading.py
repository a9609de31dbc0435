"""Descriptions of fields are read when they were changed, and kept for whoever asks next."""

from unittest.mock import patch

import pytest

from crm import custom_fields, members
from crm.custom_fields import Wanted
from crm.db import db
from crm.fields import FIELDS, custom


@pytest.fixture
def ada(office):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


def test_who_described_a_field_reads_it_once_in_the_next_act(ada):
    custom_fields.define(Wanted("Size"), by=ada)
    with patch.object(custom, "_read", wraps=custom._read) as read, db.atomic():
        for _ in range(3):
            assert "cf_size" in FIELDS
    assert read.call_count == 1


def test_who_describes_fields_reads_each_as_it_is_now_and_nobody_keeps_what_was_taken_back(ada):
    with db.atomic() as act:
        for label in ("Size", "Weight"):
            custom_fields.define(Wanted(label), by=ada)
            assert f"cf_{label.lower()}" in FIELDS
        act.rollback()
    assert list(FIELDS.custom) == []
