"""The blueprint of objects."""

from flask import Blueprint

blueprint = Blueprint("objects", __name__)
