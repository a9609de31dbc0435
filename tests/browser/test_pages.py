"""Every page in a real browser: accessible, within its width, without a complaint of the browser, and valid HTML."""

import json
import re
import subprocess

import pytest

from tests.browser.conftest import ROOT

PAGES = (
    "/contacts",
    "/contacts?q=a",
    "/contacts?q=nobody-at-all",
    "/contacts/1",
    "/contacts/1/edit",
    "/contacts/1/timeline",
    "/contacts/new",
    "/archive",
    "/imports/new",
    "/operations",
    "/operations/3",
    "/nowhere",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OURS = re.compile("^Attribute “hx-[a-z-]+” not allowed on element")
"""htmx's own attributes, which HTML doesn't know."""
AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def violations(page):
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_accessible_and_fits(visit, size, dark):
    page = visit("/contacts", size, dark)
    for path in PAGES:
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


@pytest.mark.parametrize("path", ["/sign-in", "/welcome"])
def test_the_pages_before_signing_in_are_accessible(chromium, address, path):
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto(path)
    assert violations(page) == []
    context.close()


def test_every_page_is_valid_html(visit, tmp_path):
    page = visit("/contacts")
    for number, path in enumerate(PAGES):
        html = page.request.get(path).text()
        (tmp_path / f"{number:02}.html").write_text(html)
    command = ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", *map(str, sorted(tmp_path.glob("*.html")))]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)
    errors = [(m["url"][-7:], m["message"], m.get("extract", "")[:120]) for m in said["messages"] if m["type"] == "error"]
    assert [e for e in errors if not OURS.search(e[1])] == []


def test_a_printed_record_and_list_leave_the_shell_out(visit):
    page = visit("/contacts/1")
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert page.locator("h1").is_visible()
    page.goto("/contacts")
    assert not page.locator(".fbar").is_visible()
    assert page.locator("thead").evaluate("e => getComputedStyle(e).display") == "table-header-group"
