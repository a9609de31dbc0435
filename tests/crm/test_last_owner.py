"""Two owners who demote each other at the same moment: one of them stays."""

import threading

import pytest

from crm import db, members
from crm.errors import CrmError
from crm.members import changing
from crm.models import Member

PASSWORD = "seven green kettles"


@pytest.mark.parametrize("turn", range(5))
def test_two_owners_demote_each_other(database, turn):
    ada = members.create_owner("Ada", "ada@example.org", PASSWORD)
    bea = members.create("Bea", "bea@example.org", PASSWORD, role="owner", by=ada)
    start, refused = threading.Barrier(2), []

    def demote(one, by):
        with db.connection():
            start.wait(10)
            try:
                changing.set_role(Member.get_by_id(one), "member", False, by=Member.get_by_id(by))
            except CrmError as error:
                refused.append(type(error).__name__)

    threads = [threading.Thread(target=demote, args=pair) for pair in ((ada.id, bea.id), (bea.id, ada.id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Member.select().where((Member.role == "owner") & (Member.state == 1)).count() == 1
    assert len(refused) == 1
