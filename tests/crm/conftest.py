"""A cast for the verbs: ada (owner), bob (member), eve (sees only what is hers), vic (viewer), and ann, somebody the office knows."""

import pytest

from crm import contacts, members

PASSWORD = "seven green kettles"


@pytest.fixture
def ada(database):
    return members.create_owner("Ada Moe", "ada@example.org", PASSWORD)


@pytest.fixture
def bob(ada):
    return members.create("Bob Ray", "bob@example.org", PASSWORD, by=ada)


@pytest.fixture
def eve(ada):
    return members.create("Eve Lund", "eve@example.org", PASSWORD, only_assigned=True, by=ada)


@pytest.fixture
def vic(ada):
    return members.create("Vic Tor", "vic@example.org", PASSWORD, role="viewer", by=ada)


@pytest.fixture
def ann(ada):
    return contacts.create(contacts.Form({"first_name": "Ann", "last_name": "Lee"}, "ann@example.org"), by=ada, region="NO")
