"""The blueprint that pages and actions hang on."""

from flask import Blueprint

blueprint = Blueprint("lists", __name__)
