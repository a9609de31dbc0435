"""The blueprint of associations."""

from flask import Blueprint

blueprint = Blueprint("associations", __name__)
