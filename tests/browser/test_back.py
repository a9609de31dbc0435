"""Back: a page that the browser kept as it was first loaded is asked for anew, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def kim(visit):
    """A page of somebody new, and their number."""
    page = visit("/contacts/new")
    page.fill("[name=first_name]", "Kimble")
    page.click("main button:has-text('Save') >> nth=0")
    page.wait_for_url("**/contacts/*")
    return page, page.url.rsplit("/", 1)[1].partition("?")[0]


def test_back_shows_what_was_written_since_and_keeps_the_draft(kim):
    page, _ = kim
    page.fill("#composer textarea", "Written before I left")
    page.press("#composer textarea", "Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Wrote a note")
    page.fill("#composer textarea", "Half a thought")
    page.goto("/tasks")
    page.go_back()
    expect(page.locator(".tl").first).to_contain_text("Written before I left")
    expect(page.locator("#composer textarea")).to_have_value("Half a thought")


def test_back_to_a_list_shows_what_changed_and_keeps_the_ticks(kim):
    page, number = kim
    page.goto("/contacts?q=kimble")
    page.check(f"#k-{number}")
    page.goto("/tasks")
    page.context.request.post(f"/contacts/{number}", form={"last_name": "Changed"}, headers=OURS)
    page.go_back()
    expect(page.locator(f"#c-{number}")).to_contain_text("Kimble Changed")
    expect(page.locator(f"#k-{number}")).to_be_checked()


def test_back_to_a_form_half_filled_keeps_what_was_typed(kim):
    page, number = kim
    page.fill(f"#contact-{number}-new-tag", "half a tag")
    page.goto("/tasks")
    page.go_back()
    expect(page.locator(f"#contact-{number}-new-tag")).to_have_value("half a tag")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "back_forward"
