"""Who works by keys goes on where they were: after swaps, in panels, and after a form that comes back to its page."""

from playwright.sync_api import expect

HELD = "document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.tagName"


def test_an_added_condition_is_gone_into_and_a_removed_one_hands_on_the_focus(visit):
    page = visit("/filter")
    for number in (2, 3):
        page.focus("#add-1")
        page.keyboard.press("Enter")
        expect(page.locator(f"#field-1\\.{number}")).to_be_focused()
    page.focus("#remove-1\\.2")
    page.keyboard.press("Enter")
    expect(page.locator("#field-1\\.3")).to_have_count(0)
    page.wait_for_function("document.activeElement !== document.body")
    assert page.evaluate("document.activeElement.closest('#builder section') !== null")


def test_a_panel_is_gone_into_and_escape_leads_back_to_what_opened_it(visit):
    page = visit("/contacts")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("f")
    expect(page.locator("#condition-panel select").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#add-condition")).to_be_focused()


def test_a_done_task_leaves_the_keyboard_where_it_was(visit):
    page = visit("/tasks?view=everyone")
    before = page.locator(".w-done").nth(2)
    kept = page.locator(".w-done").nth(3).get_attribute("aria-label")
    before.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Did “")
    assert page.evaluate(HELD) == kept


def test_who_clicks_stays_where_the_page_was_scrolled_to(visit):
    page = visit("/tasks?view=everyone")
    page.evaluate("document.querySelectorAll('.w-done')[9].scrollIntoView({block: 'start'})")
    down = page.evaluate("scrollY")
    assert down > 0
    page.locator(".w-done").nth(9).click()
    expect(page.locator("#toasts")).to_contain_text("Did “")
    assert abs(page.evaluate("scrollY") - down) < 80
    assert page.evaluate(HELD) == "BODY"


def test_the_palette_finds_the_same_again_when_it_is_opened_again(visit):
    page = visit("/contacts")
    page.wait_for_load_state("networkidle")
    for _ in range(2):
        page.keyboard.press("Control+k")
        expect(page.locator("#palette-list [role=option]").first).to_contain_text("Today")
        page.keyboard.type("Fatma Win", delay=15)
        expect(page.locator("#palette-list [role=option]").first).to_contain_text("Fatma Winton")
        page.keyboard.press("Escape")


def test_a_choice_made_by_keys_on_a_record_stays_under_them_and_is_told_beside_it(visit):
    page = visit("/businesses/1")
    page.wait_for_load_state("networkidle")
    page.focus("#e-owner")
    page.keyboard.press("Enter")
    expect(page.locator("[data-f=owner] select")).to_be_focused()
    page.keyboard.type("Marcus", delay=15)
    page.keyboard.press("Enter")
    expect(page.locator("#e-owner")).to_be_focused()
    expect(page.locator("#record-1-timeline")).to_contain_text("→ Marcus Lee")
    expect(page.locator("#record-1-head")).to_contain_text("Marcus Lee")
