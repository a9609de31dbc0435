"""Pages and acts over HTTP: one package a resource."""

from flask import Blueprint

from blueprints import contacts, health, imports, operations, sign_in


def all_blueprints() -> tuple[Blueprint, ...]:
    """Every blueprint of the app."""
    return (sign_in.blueprint, health.blueprint, contacts.blueprint, imports.blueprint, operations.blueprint)
