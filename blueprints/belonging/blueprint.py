"""The blueprint that pages and actions hang on."""

from flask import Blueprint

blueprint = Blueprint("belonging", __name__)
