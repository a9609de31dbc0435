"""What is kept until something is written: by database, whatever else stood where that stands in memory."""

import gc
import shutil

from crm import db, stamp
from crm.settings import Settings


def test_nothing_of_a_database_that_has_gone_is_taken_for_one_that_came(migrated_file, tmp_path):
    for number in range(20):
        settings = Settings.from_env({"KITH_DATA": str(tmp_path / str(number))})
        shutil.copyfile(migrated_file, settings.data / "kith.db")
        opened = db.connect(settings)
        with db.connection():
            assert [stamp.kept("number", lambda now=number: now) for _ in range(2)] == [number, number]
        opened.close()
        del opened
        gc.collect()
