"""Who may do what, on PostgreSQL too: whom a narrow member sees is asked in other words there (crm.access)."""

import pytest

from crm.members import invitations
from tests.blueprints import test_rights as table
from tests.blueprints.test_rights import people

__all__ = ["people"]
ENGINES = ("postgresql",)
ROLE = "narrow member"


@pytest.mark.parametrize("whose", table.OBJECTS)
def test_every_route_for_who_sees_only_what_is_assigned(app, people, whose):
    """What is refused changes nothing; after it every page that is allowed is there, and at last no allowed act fails."""
    invitations.invite("Tom", "tom@example.org", "member", by=people["owner"])
    contact, client = table.a_contact(people, ROLE, whose), table.browser_of(app, people[ROLE])
    tried = [(*case, table.address_of(app, case[0], contact, people["colleague"])) for case in table.cases(app, whose)]
    allowed = [table.is_allowed(rule.endpoint, rule, ROLE, whose) for rule, _, _ in tried]
    before = table.state()

    def open_(rule, method, path):
        answer = client.open(path, method=method, data=table._FILES.get(rule.endpoint, dict)())
        answer.close()
        return answer

    refused = [case for case, may in zip(tried, allowed, strict=True) if not may]
    for case in refused:
        answer = open_(*case)
        assert answer.status_code in (403, 404), case
        assert whose == "own" or "Zed" not in answer.text, case
    assert table.state() == before
    pages = [case for case, may in zip(tried, allowed, strict=True) if may and case[1] == "GET"]
    for case in pages:
        assert open_(*case).status_code not in (401, 403, 404, 500) or case[0].endpoint == "contacts.photo", case
    for case, may in zip(tried, allowed, strict=True):
        assert not may or case[1] == "GET" or open_(*case).status_code != 500, case
    assert len(refused) > 30
    assert whose != "own" or len(pages) > 40
