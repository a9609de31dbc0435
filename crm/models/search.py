"""The search document of each live contact: folded name, addresses and digits of numbers."""

from peewee import BigIntegerField

from crm.db import db, is_sqlite
from crm.models.base import Base, Text

PAGE = 2_000
"""Bytes of a page of SQLite's search index: it merges by pages while the write lock is held, so smaller ones hold it for a shorter time."""


class ContactSearch(Base):
    """One document a live contact; a trigram full-text table on SQLite, a trigram index on PostgreSQL."""

    rowid = BigIntegerField(primary_key=True)
    text = Text()


def create_search() -> None:
    """Create the search table in the database's own way."""
    if is_sqlite():
        db.execute_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS contact_search USING fts5(text, tokenize='trigram case_sensitive 1', detail=full)"
        )
        db.execute_sql("INSERT INTO contact_search(contact_search, rank) VALUES ('pgsz', ?)", (PAGE,))
        return
    db.execute_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    ContactSearch.create_table(safe=True)
    db.execute_sql("CREATE INDEX IF NOT EXISTS contact_search_trigram ON contact_search USING gin (text gin_trgm_ops)")
