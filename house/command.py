"""`bin/kith …`: exit 0 done, 1 refused or failed with a sentence on standard error, 2 wrong usage."""

import sys

import click
from peewee import PeeweeException

from app import create_app
from crm.errors import CrmError
from crm.settings import Settings
from house.office import open_office


def main() -> None:
    """Bring the database up to date, silently, and run the command."""
    try:
        settings = Settings.from_env()
        open_office(settings)
    except CrmError as error:
        _refuse(str(error))
    except PeeweeException as error:
        _refuse(f"The database can’t be used: {error}")
    app = create_app(settings)
    with app.app_context():
        app.cli.main(prog_name="kith")


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
