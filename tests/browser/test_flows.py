"""What an office does all day, in a real browser: with a mouse, with the keyboard alone, and with JavaScript off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, PASSWORD, launched


@pytest.fixture(scope="module")
def chromium(playwright):
    """The browser that people have, with all there is around its engine."""
    yield from launched(playwright, "chromium")


def test_back_and_forward_give_whole_pages(visit):
    page = visit("/contacts?per_page=25")
    page.click("text=Next")
    expect(page.locator(".c-pageno")).to_contain_text("Page 2")
    first = page.locator("tbody tr").first.get_attribute("id")
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"/contacts/\d+"))
    page.go_back()
    page.wait_for_url("**page=2**")
    expect(page.locator("tbody tr").first).to_have_attribute("id", first)
    assert page.locator("nav.side").is_visible()
    page.go_back()
    page.wait_for_url(lambda url: not re.search(r"[?&]page=2\b", url))
    assert page.locator("nav.side").is_visible()
    expect(page.locator("tbody tr").first).not_to_have_attribute("id", first)
    page.go_forward()
    page.wait_for_url("**page=2**")
    expect(page.locator("tbody tr").first).to_have_attribute("id", first)


def test_searching_while_typing_keeps_the_focus_and_announces_the_count(visit):
    page = visit("/contacts")
    page.focus("#q")
    page.keyboard.type("uma ekl", delay=20)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "q"
    assert "q=uma" in page.url
    expect(page.locator("#live")).to_contain_text("1 person")


def first_person(page):
    page.fill("#q", "uma ekl")
    page.press("#q", "Enter")
    page.click("text=Uma Ekllund")
    page.wait_for_url(re.compile(r"/contacts/\d+\?"))


def put_away(page):
    page.click(".acts-r a:has-text('Archive')")
    page.click("main button:has-text('Archive')")
    page.wait_for_url(re.compile(r"/contacts(\?.*)?$"))


@pytest.mark.parametrize("javascript", [True, False])
def test_find_tag_note_undo_edit_archive_restore(visit, javascript):
    page = visit("/contacts", javascript=javascript)
    first_person(page)
    name = f"gold {javascript}"
    page.fill("input[name=name]", name)
    page.press("input[name=name]", "Enter")
    page.wait_for_selector(f".c-tags >> text={name}")
    notes = page.locator("[data-note]:has(.w-acts)").count()
    page.fill("textarea[name=text]", "Wants <b>two</b> sites <img src=x onerror=alert(1)>")
    page.click("text=Save note")
    page.wait_for_selector("#toasts >> text=Wrote a note")
    assert page.locator("[data-note]:has(.w-acts)").count() == notes + 1
    page.locator("#toasts .c-undo").last.click()
    page.wait_for_selector("#toasts >> text=Undid")
    assert page.locator("[data-note]:has(.w-acts)").count() == notes
    page.click(".acts-r a:has-text('Edit')")
    page.fill("#f-city", "Tromsø")
    page.click("button:has-text('Save')")
    page.wait_for_selector("dd:has-text('Tromsø')")
    put_away(page)
    page.goto("/archive")
    page.click("text=Uma Ekllund")
    page.click("button:has-text('Restore')")
    page.wait_for_selector(".acts-r a:has-text('Archive')")


def test_with_the_keyboard_alone(visit):
    page = visit("/contacts")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == "q":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("uma ekl", delay=10)
    expect(page.locator("tbody tr")).to_have_count(1)
    for _ in range(40):
        if page.evaluate("document.activeElement.textContent") == "Uma Ekllund":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+"))
    page.focus("textarea[name=text]")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts >> text=Wrote a note")
    assert page.evaluate("document.activeElement !== document.body")


def test_a_draft_outlives_a_reload(visit):
    page = visit("/contacts/1")
    page.fill("textarea[name=text]", "half a thou")
    page.reload()
    assert page.input_value("textarea[name=text]") == "half a thou"


def test_what_was_typed_outlives_a_session_that_ended(visit):
    page = visit("/contacts/2/edit")
    page.fill("#f-city", "Ålesund")
    page.context.clear_cookies()
    page.click("button:has-text('Save')")
    page.wait_for_url("**/sign-in**")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/contacts/2/edit")
    assert page.input_value("#f-city") == "Ålesund"
    page.click("button:has-text('Save')")
    page.wait_for_selector("dd:has-text('Ålesund')")
    page.goto("/contacts/2/edit")
    page.fill("#f-city", "nowhere")
    page.click("text=Cancel")
    page.goto("/contacts/2/edit")
    assert page.input_value("#f-city") == "Ålesund"
