"""Businesses and the office's own records are chosen in their lists, with and without JavaScript, and on phones."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.browser.test_pages import violations

LISTS = ("/businesses", "/objects/sites")
HEIGHT = "Math.max(...[...document.querySelectorAll('html, main')].map(one => one.scrollHeight))"


def in_full(page, size):
    """The page in a window as tall as it is, where the bar that floats over a list stands below it and covers no row."""
    page.set_viewport_size({**SIZES[size], "height": page.evaluate(HEIGHT) + 200})
    return page


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_rows_are_chosen_checked_and_changed_and_the_toast_takes_it_back(visit, path, size):
    page = visit(path, size)
    for row in range(2):
        page.locator("tbody input[name=id]").nth(row).check()
    expect(page.locator("#bulk-count")).to_have_text("2 chosen")
    assert violations(in_full(page, size)) == []
    page.set_viewport_size(SIZES[size])
    page.click("#bulk >> text=Assign")
    page.select_option("#b-owner", label="Dana Harlow")
    page.click("text=Look at what would change")
    assert violations(page) == []
    if page.locator("#start button").count() == 0:
        page.go_back()
        page.select_option("#b-owner", label="Nobody")
        page.click("text=Look at what would change")
    page.click("#start button")
    page.wait_for_url(f"**{path}*")
    expect(page.locator("#bulk")).to_be_hidden()
    page.click("#toasts >> text=Undo")
    expect(page.locator("#toasts")).to_contain_text("Undid")


def test_all_that_match_are_taken_across_pages_and_another_search_lets_go(visit):
    page = visit("/businesses?per_page=25")
    page.check("#k-all")
    expect(page.locator("#bulk-count")).to_have_text("25 chosen")
    total = page.locator("#foot").get_attribute("data-total")
    page.click("[data-pick-matching]")
    expect(page.locator("#bulk-count")).to_have_text(f"{total} chosen")
    page.click("#bulk >> text=Edit a field")
    expect(page.locator("h1")).to_have_text("What should happen?")
    expect(page.locator(".c-big")).to_have_text(total)
    page.goto("/businesses?per_page=25")
    page.fill("#q", "studio")
    expect(page.locator("#bulk")).to_be_hidden()
    expect(page.locator("#live")).to_contain_text("No business is chosen")


@pytest.mark.parametrize("path", LISTS)
def test_without_javascript_rows_or_all_that_match_go_to_the_same_page(visit, path):
    page = visit(path, javascript=False)
    page.locator("tbody input[name=id]").first.check()
    page.locator("noscript button[value='']").click()
    expect(page.locator(".c-big")).to_have_text("1")
    page.click("text=Set a field")
    expect(page.locator("#b-field option[value=name]")).to_have_count(0)
    page.goto(path)
    page.locator("noscript input[name=all]").check()
    page.locator("noscript button[value='']").click()
    assert int(page.locator(".c-big").inner_text().replace(",", "")) > 1
