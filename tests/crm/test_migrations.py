"""The frozen schema is the one the models describe, on both databases."""

from peewee import DatabaseProxy

from crm import db
from crm.journal.cells import belonging, numbered
from crm.migrations import migrate
from crm.models import Contact, ContactEmail, ContactSearch, Operation, tables
from crm.models.base import create_indexes, follow_transactions
from crm.models.search import create_search
from crm.statistics import refresh_statistics
from tests.crm.filters import crowd


def schema() -> dict[str, str]:
    """Every column and index by name, as the database describes it; the default an added column must have on SQLite is none of ours."""
    if db.is_sqlite():
        rows = db.db.execute_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'contact_search_%'")
        found = {}
        for kind, name, sql in rows.fetchall():
            found[name] = " ".join(sql.replace("IF NOT EXISTS ", "").split()) if kind != "table" else "table"
            if kind == "table":
                found[f"{name}, how"] = f"{'AUTOINCREMENT' in sql} {'WITHOUT ROWID' in sql} {sql.startswith('CREATE VIRTUAL')}"
                for _, column, *what, _, key in db.db.execute_sql(f'PRAGMA table_info("{name}")').fetchall():
                    found[f"{name}.{column}"] = f"{what} {key}"
                for _, _, to, at, there, *_ in db.db.execute_sql(f'PRAGMA foreign_key_list("{name}")').fetchall():
                    found[f"{name}.{at}, points"] = f"{to}.{there}"
        return found | {f"search, {key}": value for key, value in db.db.execute_sql("SELECT k, v FROM contact_search_config").fetchall()}
    columns = db.db.execute_sql(
        "SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default, collation_name) "
        "FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    indexes = db.db.execute_sql("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()")
    return dict(columns.fetchall()) | dict(indexes.fetchall())


def drop_everything(database: DatabaseProxy) -> None:
    made = list(tables())
    if db.is_sqlite():
        database.execute_sql("PRAGMA foreign_keys = off")
    for model in made:
        database.execute_sql(f'DROP TABLE IF EXISTS "{model._meta.table_name}"' + ("" if db.is_sqlite() else " CASCADE"))


def test_the_migrations_make_what_the_models_describe(database):
    frozen = schema()
    drop_everything(database)
    made = [m for m in tables() if m is not ContactSearch]
    database.create_tables(made)
    for model in made:
        create_indexes(model)
    create_search()
    follow_transactions()
    described = schema()
    assert set(described) ^ set(frozen) <= {
        "schema_migration",
        "schema_migration_name",
        *(n for n in frozen if n.startswith("sqlite_sequence")),
        *(n for n in frozen if "schema_migration" in n),
    }
    for name, what in described.items():
        assert frozen[name] == what, name


def test_migrating_twice_does_nothing(database):
    assert migrate() == []


def test_an_index_made_anew_is_looked_at_if_the_others_were(office):
    crowd.make(20)
    refresh_statistics()
    before = looked_at()
    office.execute_sql("DELETE FROM schema_migration WHERE name LIKE '0021%'")
    assert migrate() != []
    assert looked_at() == before
    assert "contact_live_state_sort_f" in before


def test_addresses_written_before_are_found_without_their_accents_too(database):
    crowd.make(100)
    kept = dict(ContactEmail.select(ContactEmail.id, ContactEmail.email_f).tuples())
    texts = dict(ContactSearch.select(ContactSearch.rowid, ContactSearch.text).tuples())
    assert any(kept.values())
    assert not all(kept.values())
    for row in ContactEmail.select().where(ContactEmail.email_f.is_null(False)):
        was = texts[row.contact_id].replace(row.email_f, row.email_key)
        ContactSearch.update(text=was).where(ContactSearch.rowid == row.contact_id).execute()
    database.execute_sql('DROP INDEX "contact_email_folded"')
    database.execute_sql('ALTER TABLE "contact_email" DROP COLUMN "email_f"')
    database.execute_sql("DELETE FROM schema_migration WHERE substr(name, 1, 4) = '0027'")
    assert len(migrate()) == 1
    assert dict(ContactEmail.select(ContactEmail.id, ContactEmail.email_f).tuples()) == kept
    assert dict(ContactSearch.select(ContactSearch.rowid, ContactSearch.text).tuples()) == texts


def looked_at():
    return {index for (index,) in db.db.execute_sql("SELECT idx FROM sqlite_stat1")}


def test_every_table_that_points_to_a_contact_is_registered_as_belonging_to_one(database):
    pointing = {model for model in tables() if any(getattr(f, "rel_model", None) is Contact for f in model._meta.sorted_fields)}
    assert pointing == set(belonging())


def test_every_journalled_column_has_a_number_that_is_its_own():
    for model in numbered().values():
        columns = getattr(model, "columns", {})
        assert len(set(columns.values())) == len(columns), model
        assert all(name in model._meta.fields for name in columns.values()), model
    assert len(numbered()) == len(set(numbered()))
    assert Operation not in numbered().values()
