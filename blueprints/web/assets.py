"""Static files under names that change with their content, so that browsers keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def serve(app: Flask) -> None:
    """Give templates `asset(name)`."""
    folder = Path(app.static_folder or "static")

    @cache
    def asset(name: str) -> str:
        version = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=version)

    app.jinja_env.globals["asset"] = asset
