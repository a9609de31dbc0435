"""What an office wrote is still there after the power failed."""

from crm import db


def test_sqlite_waits_for_the_disk_at_every_end_of_a_transaction(office, settings, monkeypatch, unhurried_disks):
    monkeypatch.setitem(db._PRAGMAS, "synchronous", unhurried_disks)
    office.close()
    database = db.connect(settings)
    with db.connection():
        assert database.execute_sql("PRAGMA synchronous").fetchone() == (2,)
        assert database.execute_sql("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()
