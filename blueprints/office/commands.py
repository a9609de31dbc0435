"""`bin/kith migrate`, `work`, `demo` and `make-office`."""

import click
from flask import current_app

from blueprints.web.commands import show
from crm import demo as demo_office
from crm import migrations, synthetic
from crm.jobs import work as long_work


@click.command("migrate", help="Bring the database up to date.")
@click.option("--json", "as_json", is_flag=True)
def migrate(as_json: bool) -> None:
    """Apply what is missing; nothing happens when nothing is."""
    done = migrations.migrate()
    show({"applied": done}, as_json, f"{len(done)} migrations applied." if done else "The database is up to date.")


@click.command("work", help="Run whatever long work waits.")
@click.option("--once", is_flag=True, help="End when nothing is queued, planning, running or leased.")
@click.option("--json", "as_json", is_flag=True)
def work(once: bool, as_json: bool) -> None:
    """The worker; `--once` needs no queue, and says with `--json` which operations it ran."""
    if not once:
        from tasks import worker

        worker.work_for(current_app.config["KITH"])
        return
    ran = long_work.work(once=True)
    if as_json:
        show({"operations": ran}, as_json, "")


@click.command("demo", help="Fill a believable small office and say how to sign in.")
@click.option("--json", "as_json", is_flag=True)
def demo(as_json: bool) -> None:
    """Demo data; refused in an office that has people."""
    told = demo_office.fill()
    show(told, as_json, f"Sign in as {told['email']} with the password {told['password']}")


@click.command("make-office", help="A seeded synthetic office, for benchmarks.")
@click.option("--contacts", "count", required=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=1, type=int)
@click.option("--json", "as_json", is_flag=True)
def make_office(count: int, seed: int, as_json: bool) -> None:
    """Contacts with realistic spread; makes no owner."""
    made = synthetic.make(count, seed)
    show(made, as_json, f"{made['contacts']} contacts made.")


COMMANDS = (migrate, work, demo, make_office)
