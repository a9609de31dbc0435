"""The blueprint that the routes of bulk acts hang on."""

from flask import Blueprint

blueprint = Blueprint("bulk", __name__)
