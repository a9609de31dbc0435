"""Pages and acts over HTTP: one package a resource."""

import click
from flask import Blueprint

from blueprints import (
    activity,
    associations,
    belonging,
    bulk,
    businesses,
    contacts,
    exports,
    fields,
    health,
    imports,
    lists,
    members,
    notices,
    objects,
    office,
    operations,
    palette,
    prints,
    profile,
    records,
    settings,
    sign_in,
    tags,
    tasks,
)
from blueprints.bulk import commands as bulk_commands
from blueprints.contacts import commands as contact_commands
from blueprints.imports import commands as import_commands
from blueprints.office import commands as office_commands
from blueprints.operations import commands as operation_commands
from blueprints.sign_in import commands as owner_commands

_RESOURCES = (
    sign_in,
    health,
    contacts,
    tasks,
    lists,
    bulk,
    exports,
    imports,
    prints,
    operations,
    members,
    profile,
    settings,
    fields,
    palette,
    office,
    tags,
    notices,
    activity,
    belonging,
    businesses,
    records,
    objects,
    associations,
)
_PARTS = (owner_commands, contact_commands, import_commands, operation_commands, bulk_commands, office_commands)


def all_blueprints() -> tuple[Blueprint, ...]:
    """Every blueprint of the app."""
    return tuple(part.blueprint for part in _RESOURCES)


def all_commands() -> tuple[click.Command, ...]:
    """Every command of `bin/kith`."""
    return tuple(command for part in _PARTS for command in part.COMMANDS)


__all__ = ["all_blueprints", "all_commands"]
