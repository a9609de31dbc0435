"""`bin/kith import`."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from phonenumbers import SUPPORTED_REGIONS

from blueprints.web.commands import Target, show
from blueprints.web.whom import kind_of, of_kind
from crm import lists, members, office
from crm.fields.custom import PREFIX
from crm.importing import outcome, running
from crm.importing.errors import FileError
from crm.importing.options import BAD_CELL, MODES, ON_MATCH, ORDERS, BadOption, Options, match_keys, tags_of
from crm.importing.reading import formats
from crm.importing.session import source_of
from crm.journal import work
from crm.kinds import CONTACTS, Kind
from crm.models import Operation
from crm.models.operation import PLANNING
from crm.records import importing
from crm.settings import Settings

_FLAGS = (
    of_kind,
    click.option("--mapping", default="auto", help="auto, or a JSON file {column number or heading: field key}."),
    click.option("--mode", type=click.Choice(MODES), default="both"),
    click.option("--match", default="id,email,phone"),
    click.option("--on-match", type=click.Choice(ON_MATCH), default="fill"),
    click.option("--tag", "tags", multiple=True),
    click.option("--list", "list_name", default="", help="Make a smart list of everybody who comes with it."),
    click.option("--date-order", type=click.Choice(ORDERS)),
    click.option("--encoding"),
    click.option("--delimiter"),
    click.option("--header-line", type=click.IntRange(0)),
    click.option("--sheet", help="The sheet of a workbook, by its name; the first that holds anything otherwise."),
    click.option("--phone-region"),
    click.option("--bad-cell", type=click.Choice(BAD_CELL), default="refuse"),
    click.option("--dry-run", is_flag=True),
    click.option("--outcome", "outcome_path", type=Target(), help="A file to write: every row, with what became of it and why."),
    click.option("--json", "as_json", is_flag=True),
)


def _flags(command: Any) -> Any:
    for flag in reversed(_FLAGS):
        command = flag(command)
    return command


@click.command("import", help="Import people from a CSV, TSV, Excel or vCard file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_flags
def import_(file: Path, of: str, dry_run: bool, outcome_path: Path | None, as_json: bool, **flags: Any) -> None:
    """Plan over every row, then apply exactly that; in this process."""
    if not file.is_file():
        raise click.ClickException(f"{file} is no file: it is read more than once. Write it to one, and import that.")
    settings: Settings = current_app.config["KITH"]
    by, kind = members.require_owner(), kind_of(of)
    options = _options(flags, settings, kind)
    if options.list_name and not lists.is_free(options.list_name, by):
        raise lists.NameTaken(name=options.list_name)
    try:
        _require_sheets(file, options)
        if dry_run:
            _tell(_tried(kind, file, options, outcome_path), as_json)
            return
        head = _start(kind, file, options, settings.data / "files")
    except FileError as error:
        _refuse(running.refused_file(error), str(error), as_json)
        return
    with click.progressbar(length=100, label="Importing", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()) as bar:
        work.run(head.id, lambda now: _show_progress(bar, Operation.get_by_id(now.id)))
    _finish(Operation.get_by_id(head.id), outcome_path, settings, as_json)


def _require_sheets(file: Path, options: Options) -> None:
    """Refuse a sheet of what has none."""
    if options.sheet and formats.which(file) != formats.WORKBOOK:
        raise BadOption(name="sheet", value=options.sheet, choices="the sheets of a workbook, which this file is not")


def _tried(kind: Kind, file: Path, options: Options, outcome_path: Path | None) -> dict[str, Any]:
    by = members.require_owner()
    if kind == CONTACTS:
        return running.dry_run(file, options, by=by, outcome=outcome_path)
    return importing.dry_run(kind, file, options, by=by, outcome=outcome_path)


def _start(kind: Kind, file: Path, options: Options, folder: Path) -> Operation:
    by = members.require_owner()
    if kind == CONTACTS:
        return running.start(file, file.name, options, by=by, folder=folder, via="command")
    return importing.start(kind, file, options, by=by, folder=folder, via="command")


def _show_progress(bar: Any, head: Operation) -> None:
    """How many rows were read while nobody knows how many there are, then the share of them that is done."""
    if head.status == PLANNING:
        bar.label = f"{head.cursor:,} rows read"
    else:
        bar.label = "Importing"
        bar.update(100 * head.done // max(1, head.total) - bar.pos)
    bar.render_progress()


def _finish(head: Operation, outcome_path: Path | None, settings: Settings, as_json: bool) -> None:
    told = running.result(head)
    if told["file_error"]:
        _refuse(told, told["file_error"]["message"], as_json)
    if outcome_path:
        outcome.write(outcome_path, source_of(head), outcome.items_of(head), settings.base_url, outcome.kind_of(head))
    _tell(told, as_json)


def _options(flags: dict[str, Any], settings: Settings, kind: Kind) -> Options:
    mapping = flags.pop("mapping")
    told = None if mapping == "auto" else _read_mapping(Path(mapping))
    match = tuple(k.strip() for k in flags.pop("match").split(","))
    known_by = next((key for key in match if key.startswith(PREFIX)), "") if kind != CONTACTS else ""
    match = tuple(key for key in match if key != known_by)
    if not match and not known_by:
        raise BadOption(name="match", value="", choices=", ".join(match_keys()))
    region = (flags.pop("phone_region") or office.office(settings).phone_region).upper()
    if region not in SUPPORTED_REGIONS:
        raise BadOption(name="phone-region", value=region, choices="codes of countries, such as US, GB or NO")
    return Options(mapping=told, match=match, known_by=known_by, phone_region=region, tags=tags_of(flags.pop("tags")), **flags)


def _read_mapping(path: Path) -> dict[str, str]:
    try:
        told = json.loads(path.read_bytes())
    except OSError as error:
        why = "It is a folder." if path.is_dir() else f"{error.strerror}."
        raise click.BadParameter(f"{path} can’t be read. {why}", param_hint="--mapping") from error
    except (ValueError, RecursionError) as error:
        at = f" Look at line {error.lineno}." if isinstance(error, json.JSONDecodeError) else ""
        raise click.BadParameter(f"{path} is no JSON.{at}", param_hint="--mapping") from error
    if not isinstance(told, dict) or not all(value is None or isinstance(value, str) for value in told.values()):
        raise click.BadParameter(f'{path} doesn’t say {{"column": "field"}}, or null for nothing.', param_hint="--mapping")
    return {key: value for key, value in told.items() if value is not None}


def _tell(told: dict[str, Any], as_json: bool) -> None:
    counts = ", ".join(f"{told[k]} {k.replace('_', ' ')}" for k in ("created", "updated", "unchanged", "merged_in_file", "refused"))
    reasons = "".join(f"\n  refused, {reason}: {count}" for reason, count in told["reasons"].items())
    show(told, as_json, f"{told['rows']} rows: {counts}.{reasons}")


def _refuse(told: dict[str, Any], sentence: str, as_json: bool) -> None:
    if as_json:
        show(told, True, "")
    click.echo(sentence, err=True)
    sys.exit(1)


COMMANDS = (import_,)
