"""What becomes of a row never depends on how many rows are written at once."""

import pytest

from crm.importing.planning import OUTCOMES
from crm.models import Operation, OperationItem
from tests.crm.importing.test_updates import HEAD, ada, ann, bring  # noqa: F401

SIZES = (1, 500)
SWITCHBOARD = (
    "Jo,Lee,jo@example.org,555-0123,,,,,",
    "Jo,Lee,other@example.org,555-0123,,,,,",
    "Jo,Lee,,555-0123,Oslo,,,,",
)
BOTH = ("A,A,a@example.org,,,,,,", "B,B,b@example.org,,,,,,", "C,C,a@example.org; b@example.org,,,,,,")
NEW_ADDRESS = ("Ann,Lee,ann@example.org; lee@example.org,,,,,,", "Ann,Lee,lee@example.org,,,Fair,,,")
BY_TWO_KEYS = ("Bo,Ek,bo@example.org,,,,,,", "Ann,Lee,bo@example.org,(503) 555-0100,,Fair,,,")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("lines", "outcomes"),
    [
        (SWITCHBOARD, ["created", "created", "ambiguous"]),
        (BOTH, ["created", "created", "ambiguous"]),
        (NEW_ADDRESS, ["updated", "merged_in_file"]),
        (BY_TWO_KEYS, ["created", "merged_in_file"]),
    ],
)
def test_rows_meet_each_other_alike_in_one_batch_and_in_many(bring, ann, monkeypatch, size, lines, outcomes):  # noqa: F811
    """Several people of a file, one with the address and one with the number, or an address that came with the row before."""
    monkeypatch.setattr("crm.journal.lease.Lease._adapt", lambda self, _: None)
    monkeypatch.setattr("crm.journal.lease._FIRST", size)
    bring(HEAD.replace("email", "emails"), *lines)
    assert _outcomes() == outcomes


def _outcomes():
    operation = Operation.select().order_by(Operation.id.desc()).get()
    items = OperationItem.select().where(OperationItem.operation == operation).order_by(OperationItem.seq)
    return [item.reason or OUTCOMES[item.verdict] for item in items]
