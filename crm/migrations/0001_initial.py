"""The first schema, frozen: what was true then, whatever the models say today."""

from peewee import SqliteDatabase

SQLITE = (
    (
        'CREATE TABLE "business" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT'
        ' NULL, "name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "created_at" INTEGER NOT NULL)'
    ),
    (
        'CREATE TABLE "change" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "event" INTEGER NOT NULL, "operation" INTEGER '
        'NOT NULL, "tbl" INTEGER NOT NULL, "row" INTEGER NOT NULL, "col" INTEGER NOT NULL, "old" TEXT, "new" TEXT, "undo_of" '
        'INTEGER, "because" INTEGER, "off" INTEGER)'
    ),
    'CREATE INDEX "change_event" ON "change" ("event")',
    'CREATE INDEX "change_tbl_row_col_id" ON "change" ("tbl", "row", "col", "id")',
    (
        'CREATE TABLE "choice" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "field" TEXT NOT NULL, "key" TEXT NOT NULL, "label" TEXT NOT NULL, "position" INTEGER NOT NULL)'
    ),
    (
        'CREATE TABLE "member" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "name" TEXT NOT NULL, "email" TEXT NOT NULL, "email_key" TEXT NOT NULL, "role" TEXT NOT NULL, "only_assigned" '
        'INTEGER NOT NULL, "password_hash" TEXT NOT NULL, "theme" TEXT NOT NULL, "created_at" INTEGER NOT NULL)'
    ),
    (
        'CREATE TABLE "contact" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "first_name" TEXT NOT NULL, "last_name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "sort_f" TEXT NOT NULL, "type_id"'
        ' INTEGER, "source" TEXT NOT NULL, "source_f" TEXT NOT NULL, "business_id" INTEGER, "city" TEXT NOT NULL, "city_f" TEXT'
        ' NOT NULL, "owner_id" INTEGER, "birth_date" TEXT, "score" INTEGER NOT NULL, "dnc" INTEGER NOT NULL, "photo" TEXT NOT '
        'NULL, "primary_email" INTEGER, "primary_phone" INTEGER, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, '
        '"last_activity_at" INTEGER, "version" INTEGER NOT NULL, FOREIGN KEY ("type_id") REFERENCES "choice" ("id"), FOREIGN '
        'KEY ("business_id") REFERENCES "business" ("id"), FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "contact_state" ON "contact" ("state")',
    (
        'CREATE TABLE "contact_detail" ("contact_id" INTEGER NOT NULL PRIMARY KEY, "job_title" TEXT NOT NULL, "job_title_f" '
        'TEXT NOT NULL, "street" TEXT NOT NULL, "street_f" TEXT NOT NULL, "region" TEXT NOT NULL, "region_f" TEXT NOT NULL, '
        '"postal_code" TEXT NOT NULL, "postal_code_f" TEXT NOT NULL, "country" TEXT NOT NULL, "website" TEXT NOT NULL, '
        '"website_f" TEXT NOT NULL, "timezone" TEXT NOT NULL, "language" TEXT NOT NULL, "language_f" TEXT NOT NULL, FOREIGN KEY'
        ' ("contact_id") REFERENCES "contact" ("id"))'
    ),
    (
        'CREATE TABLE "contact_email" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER NOT NULL, "label" TEXT NOT NULL, "position" INTEGER NOT NULL, "address" TEXT '
        'NOT NULL, "email_key" TEXT NOT NULL, "domain_f" TEXT NOT NULL, "valid" INTEGER NOT NULL, FOREIGN KEY ("contact_id") '
        'REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "contact_email_contact_id" ON "contact_email" ("contact_id")',
    (
        'CREATE TABLE "contact_follower" ("follower_id" INTEGER NOT NULL, "contact_id" INTEGER NOT NULL, "born" INTEGER NOT '
        'NULL, "on" INTEGER NOT NULL, PRIMARY KEY ("follower_id", "contact_id"), FOREIGN KEY ("follower_id") REFERENCES '
        '"member" ("id"), FOREIGN KEY ("contact_id") REFERENCES "contact" ("id")) WITHOUT ROWID'
    ),
    'CREATE INDEX "contact_follower_contact_id_follower_id" ON "contact_follower" ("contact_id", "follower_id")',
    (
        'CREATE TABLE "contact_phone" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" '
        'INTEGER NOT NULL, "contact_id" INTEGER NOT NULL, "label" TEXT NOT NULL, "position" INTEGER NOT NULL, "typed" TEXT NOT '
        'NULL, "e164" TEXT, "phone_key" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "contact_phone_contact_id" ON "contact_phone" ("contact_id")',
    (
        'CREATE TABLE "tag" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "name" TEXT NOT NULL, "name_f" TEXT NOT NULL, "colour" INTEGER NOT NULL)'
    ),
    'CREATE UNIQUE INDEX "tag_name_live" ON "tag" ("name_f") WHERE state = 1',
    (
        'CREATE TABLE "contact_tag" ("tag_id" INTEGER NOT NULL, "contact_id" INTEGER NOT NULL, "born" INTEGER NOT NULL, "on" '
        'INTEGER NOT NULL, PRIMARY KEY ("tag_id", "contact_id"), FOREIGN KEY ("tag_id") REFERENCES "tag" ("id"), FOREIGN KEY '
        '("contact_id") REFERENCES "contact" ("id")) WITHOUT ROWID'
    ),
    'CREATE INDEX "contact_tag_contact_id_tag_id" ON "contact_tag" ("contact_id", "tag_id")',
    (
        'CREATE TABLE "dnc" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "contact_id" INTEGER NOT NULL, "channels" INTEGER NOT NULL, "scope" TEXT NOT NULL, "rank" INTEGER NOT NULL, '
        '"reason" TEXT NOT NULL, "wording" TEXT NOT NULL, "address_hash" TEXT NOT NULL, "copy_of" INTEGER, FOREIGN KEY '
        '("contact_id") REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "dnc_contact_id" ON "dnc" ("contact_id")',
    (
        'CREATE TABLE "event" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "operation" INTEGER NOT NULL, "kind" INTEGER '
        'NOT NULL, "subject_kind" INTEGER NOT NULL, "subject_id" INTEGER NOT NULL, "other_id" INTEGER, "at" INTEGER NOT NULL, '
        '"tx" INTEGER)'
    ),
    'CREATE INDEX "event_operation_subject_kind_subject_id" ON "event" ("operation", "subject_kind", "subject_id")',
    'CREATE INDEX "event_subject_kind_subject_id_id" ON "event" ("subject_kind", "subject_id", "id")',
    (
        'CREATE TABLE "known_browser" ("token_hash" TEXT NOT NULL PRIMARY KEY, "member_id" INTEGER NOT NULL, "at" INTEGER NOT '
        'NULL, FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
    ('CREATE TABLE "listener" ("name" TEXT NOT NULL PRIMARY KEY, "last_event_id" INTEGER NOT NULL, "last_tx" INTEGER NOT NULL)'),
    (
        'CREATE TABLE "note" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "born" INTEGER NOT NULL, "state" INTEGER NOT '
        'NULL, "contact_id" INTEGER NOT NULL, "text" TEXT NOT NULL, "pinned" INTEGER NOT NULL, "author_id" INTEGER, '
        '"created_at" INTEGER NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("author_id") '
        'REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "note_contact_id_created_at" ON "note" ("contact_id", "created_at")',
    (
        'CREATE TABLE "operation" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" TEXT NOT NULL, "title" TEXT NOT '
        'NULL, "actor" INTEGER, "via" TEXT NOT NULL, "params" TEXT NOT NULL, "status" TEXT NOT NULL, "undoes" INTEGER, '
        '"undone_by" INTEGER, "reason" TEXT NOT NULL, "total" INTEGER NOT NULL, "done" INTEGER NOT NULL, "changed" INTEGER NOT '
        'NULL, "unchanged" INTEGER NOT NULL, "refused" INTEGER NOT NULL, "failed" INTEGER NOT NULL, "cursor" INTEGER NOT NULL, '
        '"wish" TEXT NOT NULL, "lease_owner" TEXT NOT NULL, "lease_until" INTEGER, "idem_key" TEXT, "created_at" INTEGER NOT '
        'NULL, "started_at" INTEGER, "finished_at" INTEGER)'
    ),
    'CREATE INDEX "operation_status" ON "operation" ("status")',
    'CREATE UNIQUE INDEX "operation_actor_idem_key" ON "operation" ("actor", "idem_key")',
    'CREATE INDEX "operation_undoes" ON "operation" ("undoes")',
    (
        'CREATE TABLE "operation_item" ("operation" INTEGER NOT NULL, "seq" INTEGER NOT NULL, "subject_kind" INTEGER NOT NULL, '
        '"subject_id" INTEGER, "verdict" INTEGER NOT NULL, "status" INTEGER NOT NULL, "reason" TEXT NOT NULL, "digest" INTEGER,'
        ' PRIMARY KEY ("operation", "seq")) WITHOUT ROWID'
    ),
    'CREATE INDEX "operation_item_operation_subject_id" ON "operation_item" ("operation", "subject_id")',
    (
        'CREATE TABLE "session" ("token_hash" TEXT NOT NULL PRIMARY KEY, "member_id" INTEGER NOT NULL, "created_at" INTEGER NOT'
        ' NULL, "seen_at" INTEGER NOT NULL, "address" TEXT NOT NULL, "browser" TEXT NOT NULL, FOREIGN KEY ("member_id") '
        'REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "session_member_id" ON "session" ("member_id")',
    'CREATE TABLE "setting" ("key" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL)',
    (
        'CREATE TABLE "sign_in_failure" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "account" TEXT NOT NULL, "address" '
        'TEXT NOT NULL, "at" INTEGER NOT NULL)'
    ),
    'CREATE INDEX "sign_in_failure_account_at" ON "sign_in_failure" ("account", "at")',
    'CREATE INDEX "sign_in_failure_address_at" ON "sign_in_failure" ("address", "at")',
    'CREATE INDEX "business_live_name_f" ON "business" ("name_f") WHERE state = 1',
    'CREATE INDEX "member_live_email_key" ON "member" ("email_key") WHERE state = 1',
    'CREATE INDEX "contact_live_sort_f" ON "contact" ("sort_f") WHERE state = 1',
    'CREATE INDEX "contact_live_name_f" ON "contact" ("name_f") WHERE state = 1',
    'CREATE INDEX "contact_live_created_at" ON "contact" ("created_at") WHERE state = 1',
    'CREATE INDEX "contact_live_updated_at" ON "contact" ("updated_at") WHERE state = 1',
    'CREATE INDEX "contact_live_last_activity_at" ON "contact" ("last_activity_at") WHERE state = 1',
    'CREATE INDEX "contact_live_score" ON "contact" ("score") WHERE state = 1',
    'CREATE INDEX "contact_live_city_f" ON "contact" ("city_f") WHERE state = 1',
    'CREATE INDEX "contact_live_source_f" ON "contact" ("source_f") WHERE state = 1',
    'CREATE INDEX "contact_live_birth_date" ON "contact" ("birth_date") WHERE state = 1',
    'CREATE INDEX "contact_live_business" ON "contact" ("business_id") WHERE state = 1',
    'CREATE INDEX "contact_live_owner_type" ON "contact" ("owner_id", "type_id") WHERE state = 1',
    'CREATE INDEX "contact_email_live_email_key" ON "contact_email" ("email_key") WHERE state = 1',
    'CREATE INDEX "contact_phone_live_phone_key" ON "contact_phone" ("phone_key") WHERE state = 1',
    'CREATE INDEX "dnc_live_address_hash" ON "dnc" ("address_hash") WHERE state = 1',
    "CREATE VIRTUAL TABLE contact_search USING fts5(text, tokenize='trigram case_sensitive 1', detail=full)",
)

POSTGRESQL = (
    (
        'CREATE TABLE "business" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", "created_at" BIGINT NOT NULL)'
    ),
    (
        'CREATE TABLE "change" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "event" BIGINT NOT NULL, "operation" BIGINT NOT NULL, '
        '"tbl" SMALLINT NOT NULL, "row" BIGINT NOT NULL, "col" BIGINT NOT NULL, "old" TEXT, "new" TEXT, "undo_of" BIGINT, '
        '"because" BIGINT, "off" BIGINT)'
    ),
    'CREATE INDEX "change_event" ON "change" ("event")',
    'CREATE INDEX "change_tbl_row_col_id" ON "change" ("tbl", "row", "col", "id")',
    (
        'CREATE TABLE "choice" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, "field"'
        ' TEXT NOT NULL COLLATE "C", "key" TEXT NOT NULL COLLATE "C", "label" TEXT NOT NULL COLLATE "C", "position" SMALLINT '
        "NOT NULL)"
    ),
    (
        'CREATE TABLE "member" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, "name" '
        'TEXT NOT NULL COLLATE "C", "email" TEXT NOT NULL COLLATE "C", "email_key" TEXT NOT NULL COLLATE "C", "role" TEXT NOT '
        'NULL COLLATE "C", "only_assigned" SMALLINT NOT NULL, "password_hash" TEXT NOT NULL COLLATE "C", "theme" TEXT NOT NULL '
        'COLLATE "C", "created_at" BIGINT NOT NULL)'
    ),
    (
        'CREATE TABLE "contact" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"first_name" TEXT NOT NULL COLLATE "C", "last_name" TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", '
        '"sort_f" TEXT NOT NULL COLLATE "C", "type_id" BIGINT, "source" TEXT NOT NULL COLLATE "C", "source_f" TEXT NOT NULL '
        'COLLATE "C", "business_id" BIGINT, "city" TEXT NOT NULL COLLATE "C", "city_f" TEXT NOT NULL COLLATE "C", "owner_id" '
        'BIGINT, "birth_date" TEXT COLLATE "C", "score" INTEGER NOT NULL, "dnc" INTEGER NOT NULL, "photo" TEXT NOT NULL COLLATE'
        ' "C", "primary_email" BIGINT, "primary_phone" BIGINT, "created_at" BIGINT NOT NULL, "updated_at" BIGINT NOT NULL, '
        '"last_activity_at" BIGINT, "version" INTEGER NOT NULL, FOREIGN KEY ("type_id") REFERENCES "choice" ("id"), FOREIGN KEY'
        ' ("business_id") REFERENCES "business" ("id"), FOREIGN KEY ("owner_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "contact_state" ON "contact" ("state")',
    (
        'CREATE TABLE "contact_detail" ("contact_id" BIGINT NOT NULL PRIMARY KEY, "job_title" TEXT NOT NULL COLLATE "C", '
        '"job_title_f" TEXT NOT NULL COLLATE "C", "street" TEXT NOT NULL COLLATE "C", "street_f" TEXT NOT NULL COLLATE "C", '
        '"region" TEXT NOT NULL COLLATE "C", "region_f" TEXT NOT NULL COLLATE "C", "postal_code" TEXT NOT NULL COLLATE "C", '
        '"postal_code_f" TEXT NOT NULL COLLATE "C", "country" TEXT NOT NULL COLLATE "C", "website" TEXT NOT NULL COLLATE "C", '
        '"website_f" TEXT NOT NULL COLLATE "C", "timezone" TEXT NOT NULL COLLATE "C", "language" TEXT NOT NULL COLLATE "C", '
        '"language_f" TEXT NOT NULL COLLATE "C", FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))'
    ),
    (
        'CREATE TABLE "contact_email" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "label" TEXT NOT NULL COLLATE "C", "position" SMALLINT NOT NULL, "address" TEXT NOT NULL'
        ' COLLATE "C", "email_key" TEXT NOT NULL COLLATE "C", "domain_f" TEXT NOT NULL COLLATE "C", "valid" SMALLINT NOT NULL, '
        'FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "contact_email_contact_id" ON "contact_email" ("contact_id")',
    (
        'CREATE TABLE "contact_follower" ("follower_id" BIGINT NOT NULL, "contact_id" BIGINT NOT NULL, "born" BIGINT NOT NULL, '
        '"on" SMALLINT NOT NULL, PRIMARY KEY ("follower_id", "contact_id"), FOREIGN KEY ("follower_id") REFERENCES "member" '
        '("id"), FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "contact_follower_contact_id_follower_id" ON "contact_follower" ("contact_id", "follower_id")',
    (
        'CREATE TABLE "contact_phone" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "label" TEXT NOT NULL COLLATE "C", "position" SMALLINT NOT NULL, "typed" TEXT NOT NULL '
        'COLLATE "C", "e164" TEXT COLLATE "C", "phone_key" TEXT NOT NULL COLLATE "C", FOREIGN KEY ("contact_id") REFERENCES '
        '"contact" ("id"))'
    ),
    'CREATE INDEX "contact_phone_contact_id" ON "contact_phone" ("contact_id")',
    (
        'CREATE TABLE "tag" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, "name" '
        'TEXT NOT NULL COLLATE "C", "name_f" TEXT NOT NULL COLLATE "C", "colour" SMALLINT NOT NULL)'
    ),
    'CREATE UNIQUE INDEX "tag_name_live" ON "tag" ("name_f") WHERE state = 1',
    (
        'CREATE TABLE "contact_tag" ("tag_id" BIGINT NOT NULL, "contact_id" BIGINT NOT NULL, "born" BIGINT NOT NULL, "on" '
        'SMALLINT NOT NULL, PRIMARY KEY ("tag_id", "contact_id"), FOREIGN KEY ("tag_id") REFERENCES "tag" ("id"), FOREIGN KEY '
        '("contact_id") REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "contact_tag_contact_id_tag_id" ON "contact_tag" ("contact_id", "tag_id")',
    (
        'CREATE TABLE "dnc" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "channels" SMALLINT NOT NULL, "scope" TEXT NOT NULL COLLATE "C", "rank" SMALLINT NOT '
        'NULL, "reason" TEXT NOT NULL COLLATE "C", "wording" TEXT NOT NULL COLLATE "C", "address_hash" TEXT NOT NULL COLLATE '
        '"C", "copy_of" BIGINT, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))'
    ),
    'CREATE INDEX "dnc_contact_id" ON "dnc" ("contact_id")',
    (
        'CREATE TABLE "event" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "operation" BIGINT NOT NULL, "kind" SMALLINT NOT NULL, '
        '"subject_kind" SMALLINT NOT NULL, "subject_id" BIGINT NOT NULL, "other_id" BIGINT, "at" BIGINT NOT NULL, "tx" BIGINT)'
    ),
    'CREATE INDEX "event_operation_subject_kind_subject_id" ON "event" ("operation", "subject_kind", "subject_id")',
    'CREATE INDEX "event_subject_kind_subject_id_id" ON "event" ("subject_kind", "subject_id", "id")',
    (
        'CREATE TABLE "known_browser" ("token_hash" TEXT NOT NULL PRIMARY KEY COLLATE "C", "member_id" BIGINT NOT NULL, "at" '
        'BIGINT NOT NULL, FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
    'CREATE TABLE "listener" ("name" TEXT NOT NULL PRIMARY KEY, "last_event_id" BIGINT NOT NULL, "last_tx" BIGINT NOT NULL)',
    (
        'CREATE TABLE "note" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "born" BIGINT NOT NULL, "state" SMALLINT NOT NULL, '
        '"contact_id" BIGINT NOT NULL, "text" TEXT NOT NULL COLLATE "C", "pinned" SMALLINT NOT NULL, "author_id" BIGINT, '
        '"created_at" BIGINT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("author_id") '
        'REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "note_contact_id_created_at" ON "note" ("contact_id", "created_at")',
    (
        'CREATE TABLE "operation" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "title" TEXT NOT NULL, "actor" '
        'BIGINT, "via" TEXT NOT NULL, "params" JSONB NOT NULL, "status" TEXT NOT NULL, "undoes" BIGINT, "undone_by" BIGINT, '
        '"reason" TEXT NOT NULL, "total" INTEGER NOT NULL, "done" INTEGER NOT NULL, "changed" INTEGER NOT NULL, "unchanged" '
        'INTEGER NOT NULL, "refused" INTEGER NOT NULL, "failed" INTEGER NOT NULL, "cursor" BIGINT NOT NULL, "wish" TEXT NOT '
        'NULL, "lease_owner" TEXT NOT NULL, "lease_until" BIGINT, "idem_key" TEXT, "created_at" BIGINT NOT NULL, "started_at" '
        'BIGINT, "finished_at" BIGINT)'
    ),
    'CREATE INDEX "operation_status" ON "operation" ("status")',
    'CREATE UNIQUE INDEX "operation_actor_idem_key" ON "operation" ("actor", "idem_key")',
    'CREATE INDEX "operation_undoes" ON "operation" ("undoes")',
    (
        'CREATE TABLE "operation_item" ("operation" BIGINT NOT NULL, "seq" INTEGER NOT NULL, "subject_kind" SMALLINT NOT NULL, '
        '"subject_id" BIGINT, "verdict" SMALLINT NOT NULL, "status" SMALLINT NOT NULL, "reason" TEXT NOT NULL, "digest" BIGINT,'
        ' PRIMARY KEY ("operation", "seq"))'
    ),
    'CREATE INDEX "operation_item_operation_subject_id" ON "operation_item" ("operation", "subject_id")',
    (
        'CREATE TABLE "session" ("token_hash" TEXT NOT NULL PRIMARY KEY COLLATE "C", "member_id" BIGINT NOT NULL, "created_at" '
        'BIGINT NOT NULL, "seen_at" BIGINT NOT NULL, "address" TEXT NOT NULL COLLATE "C", "browser" TEXT NOT NULL COLLATE "C", '
        'FOREIGN KEY ("member_id") REFERENCES "member" ("id"))'
    ),
    'CREATE INDEX "session_member_id" ON "session" ("member_id")',
    'CREATE TABLE "setting" ("key" TEXT NOT NULL PRIMARY KEY COLLATE "C", "value" TEXT NOT NULL COLLATE "C")',
    (
        'CREATE TABLE "sign_in_failure" ("id" BIGSERIAL NOT NULL PRIMARY KEY, "account" TEXT NOT NULL COLLATE "C", "address" '
        'TEXT NOT NULL COLLATE "C", "at" BIGINT NOT NULL)'
    ),
    'CREATE INDEX "sign_in_failure_account_at" ON "sign_in_failure" ("account", "at")',
    'CREATE INDEX "sign_in_failure_address_at" ON "sign_in_failure" ("address", "at")',
    'CREATE INDEX "business_live_name_f" ON "business" ("name_f", "id") WHERE state = 1',
    'CREATE INDEX "member_live_email_key" ON "member" ("email_key", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_sort_f" ON "contact" ("sort_f", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_name_f" ON "contact" ("name_f", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_created_at" ON "contact" ("created_at", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_updated_at" ON "contact" ("updated_at", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_last_activity_at" ON "contact" ("last_activity_at", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_score" ON "contact" ("score", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_city_f" ON "contact" ("city_f", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_source_f" ON "contact" ("source_f", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_birth_date" ON "contact" ("birth_date", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_business" ON "contact" ("business_id", "id") WHERE state = 1',
    'CREATE INDEX "contact_live_owner_type" ON "contact" ("owner_id", "type_id", "id") WHERE state = 1',
    'CREATE INDEX "contact_email_live_email_key" ON "contact_email" ("email_key", "id") WHERE state = 1',
    'CREATE INDEX "contact_phone_live_phone_key" ON "contact_phone" ("phone_key", "id") WHERE state = 1',
    'CREATE INDEX "dnc_live_address_hash" ON "dnc" ("address_hash", "id") WHERE state = 1',
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    'CREATE TABLE "contact_search" ("rowid" BIGINT NOT NULL PRIMARY KEY, "text" TEXT NOT NULL COLLATE "C")',
    "CREATE INDEX contact_search_trigram ON contact_search USING gin (text gin_trgm_ops)",
    "ALTER TABLE event ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint",
    "CREATE INDEX event_tx ON event (tx, id)",
)

CHOICES = "INSERT INTO choice (born, state, field, key, label, position) VALUES (0, 1, 'type', 'lead', 'Lead', 0), (0, 1, 'type', 'customer', 'Customer', 1)"


def up(migrator, db):
    """Make every table and index, and the two contact types every office starts with."""
    for statement in (*(SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL), CHOICES):
        db.execute_sql(statement)
