"""Every page in a real browser: accessible, within its width, without a complaint of the browser, and valid HTML."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OURS = re.compile("^Attribute “hx-[a-z-]+” not allowed on element")
"""htmx's own attributes, which HTML doesn't know."""
AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def violations(page):
    expect(page.locator("[hx-trigger^=load]")).to_have_count(0)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    return found_by(page, {"type": "tag", "values": RULES})


def found_by(page, rules):
    """What axe, which stands in the page by now, finds by these rules."""
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})", rules)
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]


@pytest.mark.parametrize("path", ["/sign-in", "/welcome"])
def test_the_pages_before_signing_in_are_accessible(chromium, address, path):
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto(path)
    assert violations(page) == []
    context.close()


def test_a_printed_record_and_list_leave_the_shell_out(visit):
    page = visit("/contacts/1")
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert page.locator("h1").is_visible()
    page.goto("/businesses/1")
    assert not page.locator(".c-go").first.is_visible()
    page.goto("/contacts")
    assert not page.locator(".fbar").is_visible()
    assert page.locator("thead").evaluate("e => getComputedStyle(e).display") == "table-header-group"


TOUCHING = """() => {
  const boxes = [...document.querySelectorAll(".mtop, .side")].filter(bar => bar.checkVisibility()).flatMap(bar =>
    [...bar.querySelectorAll("a, button")].map(one => [one.getAttribute("aria-label") || one.textContent.trim(), one.getBoundingClientRect()]));
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap(([name, box], n) => boxes.slice(n + 1).filter(([, other]) => over(box, other)).map(([other]) => `${name} / ${other}`));
}"""


def test_nothing_in_the_menu_of_a_phone_lies_on_something_else(visit):
    page = visit("/contacts/1", "phone")
    assert page.evaluate(TOUCHING) == []
    page.click(".mtop [aria-label=Menu]")
    expect(page.locator("[hx-trigger^=load]")).to_have_count(0)
    page.wait_for_selector("#menu >> text=Settings")
    page.evaluate("document.querySelector('.mtop').hidden = true")
    assert page.evaluate(TOUCHING) == []
