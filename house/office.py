"""Opening an office: its settings from the environment, its database up to date."""

from crm import db, migrations
from crm.settings import Settings
from house.family import in_turn


def open_office(settings: Settings) -> None:
    """Bind the models and apply the migrations that are missing, one process at a time."""
    db.connect(settings)
    with in_turn(settings.data / "migrations.lock"), db.connection():
        migrations.migrate()
