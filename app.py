"""Kith as a Flask app: wiring only."""

import logging

from flask import Flask, request
from htmx_flask import Htmx
from jinja2 import StrictUndefined

from blueprints import all_blueprints, all_commands
from blueprints.web import assets, commands, errors, guard, linking, nav, numbers, view
from crm import access, db
from crm.settings import Settings
from tasks import listening


def create_app(settings: Settings | None = None) -> Flask:
    """The app for one office; nothing connects before the first request."""
    logging.basicConfig(level=logging.WARNING)
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_PARTS=5_000, MAX_FORM_MEMORY_SIZE=5_000_000)
    open_office(app, settings or Settings.from_env())
    Htmx(app)
    numbers.bound(app)
    _templates(app)
    assets.serve(app)
    guard.watch(app)
    errors.handle(app)
    for blueprint in all_blueprints():
        app.register_blueprint(blueprint)
    commands.register(app, all_commands())
    return app


def open_office(app: Flask, settings: Settings) -> None:
    """Let the app serve this office from now on."""
    app.config.update(KITH=settings, SECRET_KEY=settings.secret_key)
    db.connect(settings)
    listening.listen(settings)


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False
    app.jinja_env.filters.update(view.FILTERS)
    app.jinja_env.globals.update(
        nav=nav.ENTRIES, once=view.once, may_edit=access.may_edit, is_admin=access.is_admin, is_theirs=access.is_theirs
    )
    app.jinja_env.globals.update(links_of=linking.of, linked_url=linking.url_of, zones=view.zones)
    app.context_processor(lambda: view.shell(request))
