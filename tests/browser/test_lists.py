"""Building a list with the keyboard alone, with JavaScript off, and coming back to it."""

import re

from playwright.sync_api import expect

from tests.browser.test_scripts import tab_to

SENTENCE = "People whose city is “Lyon”, and any of these is true: (tags include any of “vip”; none of these is true: (type is Lead))"


def choose(page, name, letters):
    """Tab to a select and choose an option by its first letters."""
    tab_to(page, name)
    page.keyboard.type(letters, delay=30)


def add(page, name):
    tab_to(page, name)
    page.keyboard.press("Enter")


def settled(page, words):
    expect(page.locator(".c-say p").first).to_contain_text(words, timeout=10_000)


def test_a_list_of_three_groups_is_built_with_the_keyboard_alone(visit):
    page = visit("/contacts")
    tab_to(page, "^Filter$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/filter**")
    tab_to(page, "^Value of condition 1.1")
    page.keyboard.type("Lyon")
    page.keyboard.press("Tab")
    settled(page, "city is “Lyon”")
    add(page, "^Add a group to group 1$")
    expect(page.locator("#kind-1\\.2")).to_be_visible()
    choose(page, "^Match in group 1.2$", "An")
    choose(page, "^Field of condition 1.2.1$", "Tag")
    page.keyboard.press("Tab")
    expect(page.locator("#op-1\\.2\\.1")).to_have_value("has_any")
    tab_to(page, "^Value of condition 1.2.1")
    page.keyboard.type("vip")
    page.keyboard.press("Tab")
    settled(page, "tags include any of “vip”")
    add(page, "^Add a group to group 1.2$")
    expect(page.locator("#kind-1\\.2\\.2")).to_be_visible()
    choose(page, "^Match in group 1.2.2$", "No")
    choose(page, "^Field of condition 1.2.2.1$", "Ty")
    page.keyboard.press("Tab")
    expect(page.locator("select#value-1\\.2\\.2\\.1")).to_be_visible()
    choose(page, "^Value of condition 1.2.2.1$", "Le")
    page.keyboard.press("Tab")
    settled(page, SENTENCE)
    total = page.locator(".c-big").inner_text()
    tab_to(page, "^Show these people$")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts\?.*filter="))
    expect(page.locator("#people-count")).to_contain_text(total)
    tab_to(page, "^Name of the new list$")
    page.keyboard.type("Lyon people")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts\?list=\d+"))
    expect(page.locator("#views [aria-current]")).to_contain_text("Lyon people")
    rows = page.locator("tbody tr").count()
    page.go_back()
    page.wait_for_url(re.compile(r"filter="))
    expect(page.locator(".c-listsay")).to_contain_text("city is “Lyon”")
    page.go_forward()
    expect(page.locator("#views [aria-current]")).to_contain_text("Lyon people")
    assert page.locator("tbody tr").count() == rows


def test_a_list_is_built_with_javascript_off(visit):
    page = visit("/filter", javascript=False)
    page.select_option("#field-1\\.1", "type")
    page.click("text=Update")
    page.select_option("#value-1\\.1", "customer")
    page.click("text=Update")
    expect(page.locator(".c-say")).to_contain_text("whose type is Customer")
    page.click("#add-1")
    page.fill("#value-1\\.2", "nowhere at all")
    page.click("text=Update")
    expect(page.locator(".c-cond2.c-zero")).to_contain_text("Nobody is left after this")
    page.click("#remove-1\\.2")
    page.click("#show-people")
    expect(page.locator(".c-listsay")).to_contain_text("whose type is Customer")
    page.click("text=Why is someone not here?")
    page.fill("#who", "a")
    page.press("#who", "Enter")
    page.locator(".c-found a").first.click()
    expect(page.locator(".c-verdict")).to_contain_text("this list")
    expect(page.locator(".c-reasons li")).to_have_count(1)


def test_columns_and_tabs_are_dragged_into_another_order(visit):
    page = visit("/contacts/columns")
    entries = page.locator("#columns ol > li")
    expect(entries.first).to_contain_text("Type")
    entries.nth(2).drag_to(entries.first, target_position={"x": 20, "y": 3})
    expect(entries.first).to_contain_text("Email")
    page.click("#columns >> text=Save")
    page.wait_for_selector("#toasts [data-toast]")
    expect(page.locator("#list th").nth(2)).to_contain_text("Email")
    page.goto(page.url.split("/contacts")[0] + "/lists")
    tabs = page.locator("#tabs ol > li")
    last = tabs.last.inner_text().strip()
    tabs.last.drag_to(tabs.first, target_position={"x": 20, "y": 3})
    page.click("text=Keep these tabs")
    page.wait_for_selector("#toasts [data-toast]")
    expect(tabs.first).to_contain_text(last)
