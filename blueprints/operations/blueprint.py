"""The blueprint that the routes of operations hang on."""

from flask import Blueprint

blueprint = Blueprint("operations", __name__)
