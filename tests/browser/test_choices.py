"""Searchable choices of the filter builder: with the keyboard alone they are opened, typed in, walked through, taken and given back."""

import re
from urllib.parse import unquote

from playwright.sync_api import expect

from tests.browser.test_lists import choose, settled
from tests.browser.test_scripts import tab_to

TAGS, FIELD = "#combo-1\\.1 .c-tokens li", "#combo-1\\.1 [role=combobox]"


def asking(visit, field, test=""):
    """A builder whose one condition asks for a field that is chosen by searching, with the focus in the search."""
    page = visit("/filter")
    choose(page, "^Field of condition 1.1$", field)
    page.keyboard.press("Tab")
    expect(page.locator(FIELD)).to_be_visible()
    if test:
        page.keyboard.type(test, delay=30)
        page.keyboard.press("Tab")
        expect(page.locator("select#value-1\\.1[multiple]")).to_be_attached()
    tab_to(page, "^Value of condition 1.1$")
    expect(page.locator(FIELD)).to_be_focused()
    return page


def pointed(page):
    """The choice that Enter would take, as the search field tells assistive technology."""
    return page.locator(f'[id="{page.locator(FIELD).get_attribute("aria-activedescendant")}"]')


def show(page):
    """Go on to the people, and give the address without its escapes."""
    tab_to(page, "^Show these people$")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts\?.*filter="))
    return unquote(page.url)


def test_a_choice_is_found_by_typing_and_taken_with_enter(visit):
    page = asking(visit, "Country")
    page.keyboard.type("nor", delay=30)
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "true")
    expect(pointed(page)).to_have_text("Norfolk Island")
    page.keyboard.type("way", delay=30)
    expect(pointed(page)).to_have_text("Norway")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "false")
    expect(page.locator(FIELD)).to_have_value("Norway")
    settled(page, "country is Norway")
    expect(page.locator(FIELD)).to_be_focused()
    assert '"field":"country","op":"is","value":"NO"' in show(page)


def test_back_and_forward_between_the_builder_and_its_people_keep_what_was_chosen(visit):
    page = asking(visit, "Tag")
    page.keyboard.type("vip; never used")
    page.keyboard.press("Enter")
    settled(page, "“vip” or “never used”")
    expect(page).to_have_url(re.compile(r"/filter\?filter=.*never"))
    built = page.url
    assert show(page).endswith(unquote(built).split("?")[1])
    page.go_back()
    page.wait_for_url(built)
    settled(page, "“vip” or “never used”")
    expect(page.locator(TAGS)).to_have_count(2)
    page.go_forward()
    page.wait_for_url(re.compile(r"/contacts\?.*filter="))
    expect(page.locator(".c-listsay")).to_contain_text("never used")


def test_arrows_walk_round_and_escape_leaves_what_was_chosen(visit):
    page = asking(visit, "Country")
    page.keyboard.type("new", delay=30)
    options = page.locator("#combo-1\\.1 [role=option]")
    first, last = options.first.inner_text(), options.last.inner_text()
    assert first != last
    page.keyboard.press("ArrowUp")
    expect(pointed(page)).to_have_text(last)
    page.keyboard.press("ArrowDown")
    expect(pointed(page)).to_have_text(first)
    page.keyboard.press("Enter")
    settled(page, f"country is {first}")
    page.keyboard.press("ArrowDown")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "false")
    expect(page.locator(FIELD)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Control+A")
    page.keyboard.type("nowhere")
    expect(page.locator("#live")).to_have_text("Nothing is called so")
    page.keyboard.press("Tab")
    expect(page.locator(FIELD)).to_have_value(first)
    settled(page, f"country is {first}")


def test_tags_are_picked_made_and_given_back(visit):
    page = asking(visit, "Tag")
    page.keyboard.type("vi", delay=30)
    expect(pointed(page)).to_have_text("vip")
    page.keyboard.press("Enter")
    expect(page.locator(TAGS)).to_have_count(1)
    settled(page, "tags include any of “vip”")
    page.keyboard.type("never used")
    page.keyboard.press("Enter")
    expect(page.locator(TAGS)).to_have_count(2)
    settled(page, "“vip” or “never used”")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#combo-1\\.1 [role=option]", has_text=re.compile("^vip$"))).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Backspace")
    expect(page.locator(TAGS)).to_have_count(1)
    expect(page.locator(".c-say p").first).not_to_contain_text("never used")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[aria-label='Remove vip']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(TAGS)).to_have_count(0)
    expect(page.locator(".c-say p").first).not_to_contain_text("vip")
    expect(page.locator(FIELD)).to_be_focused()


def test_tags_and_choices_are_given_with_javascript_off(visit):
    page = visit("/filter", javascript=False)
    page.select_option("#field-1\\.1", "tags")
    page.click("text=Update")
    expect(page.locator(FIELD)).to_have_count(0)
    tags = page.locator("[name='value.1.1']")
    expect(tags).to_have_attribute("list", re.compile("."))
    tags.fill("vip; gold")
    page.click("#add-1")
    page.select_option("#field-1\\.2", "country")
    page.click("text=Update")
    page.select_option("select#value-1\\.2", label="Norway")
    page.click("text=Update")
    expect(page.locator(".c-say p").first).to_contain_text("tags include any of “vip” or “gold”, and whose country is Norway")
    expect(tags).to_have_value("vip; gold")
    page.click("#show-people")
    page.wait_for_url(re.compile(r"/contacts\?.*filter="))
    assert '"field":"tags","op":"has_any","value":["vip","gold"]' in unquote(page.url)
