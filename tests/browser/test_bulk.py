"""A bulk act is done once, however often a real browser sends it."""

import re

import pytest
from playwright.sync_api import expect

STARTED = re.compile(r"/(contacts|businesses|objects|operations)")


def chosen(page, path):
    """Three records chosen on a list."""
    page.goto(f"{path}?per_page=25")
    for row in range(3):
        page.locator("tbody input[name=id]").nth(row).check()


def previewed(page, tag):
    """Three people chosen on the list, and what a tag would change for them; gives the address of this preview."""
    chosen(page, "/contacts")
    page.click("#bulk >> text=Tag")
    page.fill("#b-tags", tag)
    page.press("#b-tags", "Enter")
    expect(page.locator("#start button")).to_have_text("Change 3 people")
    return page.url


def previewed_field(page, path, label, value):
    """Three records of another kind chosen, and what a field would read for them; gives the address of this preview."""
    chosen(page, path)
    page.click("#bulk >> text=Edit a field")
    page.select_option("#b-field", label=label)
    page.click(".c-acts button")
    page.fill("#b-value", value)
    page.press("#b-value", "Enter")
    expect(page.locator("#start button")).to_have_text(re.compile("Change 3 "))
    return page.url


def operations_of(page, tag):
    page.goto(f"/operations?q={tag}")
    return page.locator("table.c-ops tbody tr").count()


def tagged(page, tag):
    page.goto(f"/contacts?q={tag}")
    return page.locator("#list tbody tr").count()


def twice_at_once(page, _address, _javascript):
    """The first click's page may never come: the second asks anew."""
    page.dblclick("#start button")
    expect(page).to_have_url(STARTED)
    page.wait_for_load_state()


def in_two_tabs(page, address, _javascript):
    other = page.context.new_page()
    other.goto(address)
    for tab in (page, other):
        tab.click("#start button")
        tab.wait_for_url(STARTED)
    other.close()


def after_going_back(page, _address, javascript):
    """With scripts the page is asked for anew, and tells by now what was done."""
    page.click("#start button")
    page.wait_for_url(STARTED)
    page.go_back()
    if javascript:
        page.wait_for_url("**/operations/*")
    else:
        page.wait_for_url("**/bulk/*")
        page.click("#start button")
        page.wait_for_url(STARTED)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("send", [twice_at_once, in_two_tabs, after_going_back])
def test_one_act_is_one_operation(visit, send, javascript):
    page = visit("/contacts")
    tag = f"once-{send.__name__}-{javascript}".replace("_", "-").lower()
    address = previewed(page, tag)
    if not javascript:
        page = visit(address, javascript=False)
    send(page, address, javascript)
    assert (operations_of(page, tag), tagged(page, tag)) == (1, 3)


@pytest.mark.parametrize(("path", "label", "javascript"), [("/businesses", "Industry", True), ("/objects/sites", "Doors", False)])
@pytest.mark.parametrize("send", [twice_at_once, in_two_tabs, after_going_back])
def test_one_act_on_other_records_is_one_operation(visit, send, path, label, javascript):
    page = visit(path)
    value = str(100 + len(send.__name__))
    address = previewed_field(page, path, label, value)
    if not javascript:
        page = visit(address, javascript=False)
    send(page, address, javascript)
    assert operations_of(page, f"{label} to {value}") == 1
    page.click("table.c-ops tbody a")
    expect(page.locator(".c-oprun")).to_have_text(re.compile("3 of 3 done: 3 changed"))


def test_a_phone_has_every_button_of_an_act_and_of_its_operation(visit):
    page = visit("/contacts")
    address = previewed(page, "by phone")
    phone = visit(address, "phone")
    start = phone.locator("#start button")
    start.evaluate("button => button.lastChild.textContent = 'Change 100,000 people'")
    assert start.evaluate("button => button.getBoundingClientRect().right") <= 376
    page.click("#start button")
    page.wait_for_url(STARTED)
    page.goto("/operations?q=by phone")
    phone.goto(page.locator("table.c-ops tbody a").first.get_attribute("href"))
    for act in ("CSV", "Undo…"):
        expect(phone.locator(".c-ph").get_by_text(act)).to_be_visible()
