"""A day's work twice: with the keyboard alone, and with JavaScript off.

Sign in, find a person by half a phone number, change the business, add a tag and a note, undo, archive, restore, invite a member, print.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, PASSWORD


def tab_to(page: Page, what: str, most: int = 250) -> None:
    """Press Tab until the focused element's name (label, text or id) matches."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if re.search(what, name_of_focused(page)):
            return
    raise AssertionError(f"no Tab leads to {what}")


def name_of_focused(page: Page) -> str:
    return page.evaluate(
        "(e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent.trim() || e.id)(document.activeElement)"
    )


def number_of(page: Page, person: str) -> str:
    """Eight digits from the middle of a person's number."""
    page.goto(f"/contacts?q={person}")
    return re.sub(r"\D", "", page.locator("td[data-f=phone]").first.inner_text())[1:9]


def test_with_the_keyboard_alone(visit):
    page = visit("/contacts")
    half = number_of(page, "Maria Anderfeld")
    page.context.clear_cookies()
    page.goto("/sign-in")
    tab_to(page, "Email")
    page.keyboard.type(EMAIL)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.type(half)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Maria Anderfeld")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+$"))
    tab_to(page, "^New tag")
    page.keyboard.type("by hand")
    page.keyboard.press("Enter")
    page.wait_for_selector(".c-tags >> text=by hand")
    tab_to(page, "^Business:")
    page.keyboard.press("Enter")
    expect(page.locator("dd[data-f=business] input[name=value]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Keys & Sons")
    page.keyboard.press("Enter")
    expect(page.locator("#e-business")).to_contain_text("Keys & Sons")
    tab_to(page, "^Note$")
    tab_to(page, "^Note$")
    page.keyboard.type("Written without a mouse")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts >> text=Wrote a note")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("z")
    page.wait_for_selector("#toasts >> text=Undid")
    expect(page.locator("[data-note] >> text=Written without a mouse")).to_have_count(0)
    tab_to(page, "^Archive$")
    tab_to(page, "^Archive$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive")
    tab_to(page, "^Archive$")
    tab_to(page, "^Archive$")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=Archived Maria Anderfeld")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/archive")
    tab_to(page, "^Restore Maria Anderfeld")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=Restored Maria Anderfeld")
    page.keyboard.press("Control+k")
    page.keyboard.type("invite")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Invite a member")
    page.keyboard.press("Enter")
    page.wait_for_url("**/members")
    tab_to(page, "^Name$")
    page.keyboard.type("Kay Board")
    tab_to(page, "^Email$")
    page.keyboard.type("kay@example.org")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('Invite link for Kay Board')")
    page.keyboard.press("Control+k")
    page.keyboard.type(half)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Maria Anderfeld")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+$"))
    tab_to(page, "^Sheet$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheet")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    tab_to(page, "^Print$")
    page.keyboard.press("Enter")
    expect(page).to_have_title("printed")


def test_with_javascript_off(visit):
    page = visit("/contacts", javascript=False)
    half = number_of(page, "Liam Ekl")
    page.click("button:has-text('Sign out')")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Sign in')")
    page.wait_for_url("**/contacts")
    page.fill("#q", half)
    page.press("#q", "Enter")
    page.click("tbody .who a")
    expect(page.locator("h1").first).to_contain_text("Liam Ekl")
    record = page.url.partition("?")[0]
    page.fill("input[name=name]", "by paper")
    page.click(".c-tagline button:has-text('Add')")
    expect(page.locator(".c-tags")).to_contain_text("by paper")
    page.click("#e-business")
    page.fill("#f-business", "Paper & Ink")
    page.click("main button:has-text('Save')")
    expect(page.locator("#e-business")).to_contain_text("Paper & Ink")
    page.fill("textarea[name=text]", "Written without a script")
    page.click("text=Save note")
    expect(page.locator("[data-note] >> text=Written without a script")).to_be_visible()
    page.click("#toasts >> text=Undo")
    expect(page.locator("#toasts")).to_contain_text("Undid")
    expect(page.locator("[data-note] >> text=Written without a script")).to_have_count(0)
    page.click(".acts-r a:has-text('Archive')")
    page.click("main button:has-text('Archive')")
    page.click("nav.side >> text=Archive")
    page.click("button[aria-label^='Restore Liam']")
    expect(page.locator("#toasts")).to_contain_text("Restored Liam")
    page.goto("/members")
    page.fill("#invite-name", "Pap Erson")
    page.fill("#invite-email", "pap@example.org")
    page.click("text=Make the link")
    expect(page.locator("h2#made")).to_have_text("Invite link for Pap Erson")
    page.goto(record)
    page.click(".acts-r >> text=Sheet")
    expect(page.locator(".c-paper h1")).to_contain_text("Liam Ekl")
    assert page.pdf()[:5] == b"%PDF-"
