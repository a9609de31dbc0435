"""The form of what we write: sizes, templates without inline scripts, no address of a package registry, no path of one machine."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("app.py", "bench", "blueprints", "crm", "house", "tasks")
FORBIDDEN = {
    "hx-on": r"\bhx-on\b",
    "a filter on a trigger": r"hx-trigger=[\"'][^\"']*\[",
    "js: or javascript:": r"\b(js|javascript):",
    "style=": r"\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "a script with a body": r"<script\b[^>]*>(?!\s*</script>)",
    "a <style> block": r"<style\b",
    "safe": r"\|\s*safe\b",
    "autoescape off": r"\bautoescape\s+false\b",
}
OF_REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com", "cr" + "ates.io")
OF_ONE_MACHINE = tuple(f"/{home}/" for home in ("home", "root", "Users", "opt", "tmp", "work"))
REVIEWED = ["blueprints/web/rich.py"]
"""Where markup is called safe, once each: what it marks comes out of the cleaner in the same expression. At most five, ever."""
MAY_NAME_PATHS = {"tests/house/test_form.py"}


def tracked(*suffixes: str) -> list[Path]:
    """Files of the repository, those not yet committed too, with one of these endings; all of them when none is given."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def texts() -> Iterator[tuple[str, str]]:
    """Every text we wrote ourselves, by name."""
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if not name.startswith("static/vendor/"):
            with path.open("rb") as file:
                raw = file.read()
            if b"\0" not in raw:
                yield name, raw.decode(errors="replace")


def faults(template: str) -> list[str]:
    """What a template holds that our content security policy or our escaping forbids."""
    without_comments = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, without_comments, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('<button hx-on:click="go()">', "hx-on"),
        ('<form hx-trigger="keyup[ctrlKey]">', "a filter on a trigger"),
        ("<div hx-vals='js:{a: 1}'>", "js: or javascript:"),
        ('<a href="javascript:void(0)">', "js: or javascript:"),
        ('<p style="color: red">', "style="),
        ('<a onclick = "go()">', "an inline handler"),
        ("<script>go()</script>", "a script with a body"),
        ('<script src="a.js">go()</script>', "a script with a body"),
        ("<style>p { color: red }</style>", "a <style> block"),
        ("{{ name | safe }}", "safe"),
        ("{% autoescape false %}", "autoescape off"),
    ],
)
def test_a_fault_in_a_template_is_seen(template: str, fault: str):
    assert fault in faults(template)


def test_what_templates_may_hold_is_let_through():
    assert faults('{# style="" #}<script src="{{ asset(\'js/app.js\') }}" defer></script><p class="on">{{ name }}</p>') == []


def test_no_template_holds_what_our_policy_forbids():
    found = {str(path.relative_to(ROOT)): faults(path.read_text()) for path in tracked(".html")}
    assert {name: what for name, what in found.items() if what} == {}


def test_no_code_marks_text_as_safe_by_itself():
    marked = [name for name, text in texts() if name.endswith(".py") and name.startswith(CODE) for _ in re.findall(r"\bMarkup\(", text)]
    assert marked == REVIEWED


def test_no_address_of_a_package_registry_stands_anywhere():
    assert [(name, address) for name, text in texts() for address in OF_REGISTRIES if address in text] == []


def test_the_lock_files_name_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-tests.lock"):
        text = (ROOT / name).read_text()
        entries = re.findall(r"^\S+==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(entries) == text.count("==") > 20
        assert "://" not in text
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in entry for entry in packages.values())
    assert all("integrity" in entry for name, entry in packages.items() if name)


def test_what_runs_an_office_is_locked_at_the_version_that_was_tested():
    runtime, tests = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE)) for name in ("requirements.lock", "requirements-tests.lock")
    )
    assert runtime < tests


def test_no_path_of_one_machine_stands_in_what_we_wrote():
    found = [
        (name, path)
        for name, text in texts()
        if name not in MAY_NAME_PATHS
        for path in OF_ONE_MACHINE
        if re.search(rf"[\s\"'`=(]{path}", text)
    ]
    assert found == []


def too_long(path: Path) -> Iterator[str]:
    """What has outgrown the hard limits: a module of 300 lines, a function of 40."""
    text = path.read_text()
    if text.count("\n") > 300:
        yield path.name
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40:
            yield f"{path.name}: {node.name}"


def test_nothing_has_outgrown_us():
    ours = [path for path in tracked(".py") if str(path.relative_to(ROOT)).startswith(CODE) and "migrations" not in path.parts]
    assert [name for path in ours for name in too_long(path)] == []


def test_every_module_says_what_it_is_for():
    ours = [path for path in tracked(".py") if str(path.relative_to(ROOT)).startswith(CODE)]
    assert [str(path.relative_to(ROOT)) for path in ours if not ast.get_docstring(ast.parse(path.read_text()))] == []
