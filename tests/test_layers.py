"""The arrows between the parts: app → blueprints → {tasks, crm}, tasks → crm, and inside crm verbs → models → db."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARROWS = {
    "app": {"blueprints", "crm", "tasks"},
    "blueprints": {"crm", "tasks"},
    "crm": set(),
    "house": {"app", "crm", "tasks"},
    "tasks": {"crm"},
}
PARTS = {*ARROWS, "bench", "tests"}
OF_THE_WEB = {"click", "flask", "gunicorn", "htmx_flask", "huey", "jinja2", "redis", "werkzeug", "wtforms"}
"""Libraries the domain knows nothing of."""
BELOW_MODELS = {"crm.clock", "crm.db", "crm.emails", "crm.errors", "crm.fold", "crm.phones", "crm.settings", "crm.text"}
"""What tables may use: no verb among it."""
UNDER_DB = {"crm.errors", "crm.settings"}


def modules(part: str) -> Iterator[Path]:
    yield from [ROOT / f"{part}.py"] if part == "app" else (ROOT / part).rglob("*.py")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(source: str) -> Iterator[str]:
    """Every module a source imports, wherever in it; `from a import b` counts as `a.b`, which may be a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def inside(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def wrong_arrows(importer: str, source: str) -> list[str]:
    """The imports of a module that point where architecture allows none."""
    return [target for target in imports(source) if _is_wrong(importer, target)]


def _is_wrong(importer: str, target: str) -> bool:
    part, other = importer.partition(".")[0], target.partition(".")[0]
    if target.startswith("."):
        return True
    if other in PARTS and other != part and other not in ARROWS[part]:
        return True
    if part == "crm":
        return _is_wrong_in_crm(importer, target, other)
    return part == "blueprints" and _is_wrong_in_blueprints(importer, target)


def _is_wrong_in_crm(importer: str, target: str, other: str) -> bool:
    if other in OF_THE_WEB:
        return True
    if inside(importer, "crm.models"):
        return other == "crm" and not inside(target, "crm.models", *BELOW_MODELS)
    return importer == "crm.db" and other == "crm" and not inside(target, *UNDER_DB)


def _is_wrong_in_blueprints(importer: str, target: str) -> bool:
    """The list of all blueprints knows them; each of them knows itself and the web; the web knows none."""
    if importer == "blueprints" or not inside(target, "blueprints"):
        return False
    own = ".".join(importer.split(".")[:2])
    return not inside(target, own, "blueprints.web")


@pytest.mark.parametrize("part", ARROWS)
def test_every_import_follows_an_arrow(part: str):
    found = {name_of(path): wrong_arrows(name_of(path), path.read_text()) for path in modules(part)}
    assert {module: targets for module, targets in found.items() if targets} == {}


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("crm.contacts", "import flask"),
        ("crm.contacts", "from huey import Huey"),
        ("crm.contacts", "def late():\n    from tasks import queue"),
        ("crm.contacts", "from blueprints.web import load"),
        ("crm.models.contact", "from crm.contacts import create"),
        ("crm.models.contact", "from crm import journal"),
        ("crm.db", "from crm.models import Contact"),
        ("crm.contacts", "from . import addresses"),
        ("tasks.queue", "from blueprints.web import guard"),
        ("blueprints.contacts.pages", "from blueprints.imports import forms"),
        ("blueprints.web.load", "from blueprints.contacts import pages"),
        ("blueprints.contacts.pages", "from app import create_app"),
        ("app", "from house import serve"),
        ("crm.contacts", "from tests import make"),
    ],
)
def test_a_wrong_arrow_is_seen(importer: str, source: str):
    assert len(wrong_arrows(importer, source)) == 1


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("crm.contacts", "from crm.models import Contact"),
        ("crm.models.contact", "from crm.models.base import Base"),
        ("crm.models.base", "from crm import db"),
        ("blueprints.contacts.pages", "from blueprints.contacts.forms import Edit\nfrom blueprints.web import load"),
        ("blueprints", "from blueprints import contacts"),
        ("app", "from blueprints import all_blueprints"),
        ("tasks.queue", "from crm.jobs import work"),
        ("house.serve", "from crm.settings import Settings"),
    ],
)
def test_an_arrow_of_the_architecture_is_let_through(importer: str, source: str):
    assert wrong_arrows(importer, source) == []
