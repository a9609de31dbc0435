"""`bin/kith owner create`."""

import click
from flask.cli import AppGroup

from blueprints.web.commands import show
from crm import members

owner = AppGroup("owner", help="The person who owns this office.")


@owner.command("create")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--password", required=True)
@click.option("--json", "as_json", is_flag=True)
def create(name: str, email: str, password: str, as_json: bool) -> None:
    """Make the first owner; refused when there is one."""
    made = members.create_owner(name, email, password, via="command")
    show({"id": made.id, "name": made.name, "email": made.email, "role": made.role}, as_json, f"{made.name} owns this office now.")


COMMANDS = (owner,)
