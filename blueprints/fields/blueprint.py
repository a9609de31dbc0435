"""The blueprint of fields."""

from flask import Blueprint

blueprint = Blueprint("fields", __name__)
