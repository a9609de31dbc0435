"""The rows of a file are remembered by hashes, in a dict while they are few and in a table of places beyond that."""

import random

from crm.importing import seen


def test_a_hash_keeps_its_first_row_however_many_there_are(monkeypatch):
    monkeypatch.setattr(seen, "_FEW", 8)
    rows, known, chance = seen.Rows(), dict[int, int](), random.Random(2)
    for row in range(1, 3_000):
        key = chance.choice((0, -1, chance.randrange(-(2**63), 2**63), chance.randrange(2, 500) << 32, chance.randrange(2, 500)))
        rows.setdefault(key, row)
        known.setdefault(key, row)
    assert {key: rows.get(key) for key in known} == known
    assert rows.get(12_345_678_901) is None
    assert rows.get(12_345_678_901, 7) == 7
