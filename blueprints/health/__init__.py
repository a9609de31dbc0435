"""Is Kith well?"""

from time import time

from flask import Blueprint, Response, jsonify
from peewee import PeeweeException

from blueprints.web.guard import settings
from crm import VERSION
from crm.db import db

blueprint = Blueprint("health", __name__)
_SILENT_SECONDS = 30


@blueprint.get("/health")
def show() -> tuple[Response, int]:
    """JSON for whoever watches: 503 when the database or the worker is down."""
    database, worker = _database(), _worker()
    well = database == worker == "ok"
    body = {"status": "ok" if well else "down", "database": database, "worker": worker, "version": VERSION}
    return jsonify(body), 200 if well else 503


def _database() -> str:
    try:
        db.execute_sql("SELECT 1").fetchone()
    except PeeweeException:
        return "down"
    return "ok"


def _worker() -> str:
    beat = settings().data / "worker.beat"
    return "ok" if beat.exists() and time() - beat.stat().st_mtime < _SILENT_SECONDS else "down"
