"""Whatever a test did to its PostgreSQL database, the next one finds it as new."""

import pytest
from psycopg import connect

from tests.renewing import CUT

ROWS = "INSERT INTO sign_in_failure (account, address, at) SELECT 'a', 'b', 1 FROM generate_series(1, {})"
SEEN = """
SELECT (SELECT count(*) FROM sign_in_failure), (SELECT string_agg(office::text, ' ') FROM office),
    (SELECT last_value FROM pg_sequences WHERE sequencename = 'sign_in_failure_id_seq'), to_regclass('mine')::text,
    (SELECT count(*) FROM pg_attribute WHERE attrelid = 'office'::regclass AND attnum > 0 AND NOT attisdropped),
    (SELECT reltuples FROM pg_class WHERE relname = 'sign_in_failure'), (SELECT count(*) FROM pg_statistic WHERE starelid > 16384),
    (SELECT column_default FROM information_schema.columns WHERE table_name = 'office' AND column_name = 'name')
"""


@pytest.mark.parametrize(
    "done",
    [
        ROWS.format(1),
        ROWS.format(400),
        "UPDATE office SET name = 'Fjord'",
        "DELETE FROM office",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE office ADD COLUMN mine int",
        f"{ROWS.format(40)}; ANALYZE sign_in_failure",
        "CREATE INDEX mine ON office (name)",
        "ALTER TABLE office ALTER COLUMN name SET DEFAULT 'Fjord'",
    ],
)
def test_what_a_test_did_to_its_database_is_not_there_for_the_next(postgresql_url, renewed, done):
    with connect(postgresql_url, autocommit=True) as left_open:
        before = left_open.execute(SEEN).fetchone()
        left_open.execute(done)
        assert left_open.execute(SEEN).fetchone() != before
        renewed.renew()
    with connect(postgresql_url, autocommit=True) as fresh:
        assert fresh.execute(SEEN).fetchone() == before
        fresh.execute(ROWS.format(1))
        assert fresh.execute("SELECT id FROM sign_in_failure").fetchone() == (1,)


def test_rows_alone_are_emptied_in_place(postgresql_url, renewed):
    def made():
        with connect(postgresql_url) as there:
            there.execute(ROWS.format(400))
            return there.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()

    was = made()
    renewed.renew()
    assert made() == was


def test_whatever_cut_off_who_empties_it_the_next_finds_it_as_new(server, postgresql_url, renewed):
    with connect(postgresql_url, autocommit=True) as there:
        there.execute(ROWS.format(1))
        server.execute(CUT, [renewed.name, "nobody"])
    renewed.renew()
    with connect(postgresql_url) as fresh:
        assert fresh.execute("SELECT count(*) FROM sign_in_failure").fetchone() == (0,)
