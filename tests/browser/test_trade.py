"""The office's own trade, by keys alone and with JavaScript off: fields, objects, links, notes with check-lists, and tasks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_imports_by_keys import pick, press
from tests.browser.test_scripts import tab_to


def write(page, what, words):
    """Tab to an input and type; what is no input is passed by."""
    tab_to(page, what)
    while not page.evaluate("document.activeElement.matches('input, textarea')"):
        tab_to(page, what)
    page.keyboard.type(words)


class Keys:
    """Somebody who has a keyboard alone."""

    def __init__(self, visit):
        self.page = visit("/settings/fields")

    def go(self, path):
        self.page.goto(path)

    def press(self, what, key="Enter"):
        self.page.evaluate("document.activeElement.blur()")
        press(self.page, what, key)

    def write(self, what, words):
        write(self.page, what, words)

    def pick(self, what, word):
        pick(self.page, what, word)


class Plain:
    """Somebody with a mouse whose browser runs no scripts."""

    def __init__(self, visit):
        self.page = visit("/settings/fields", javascript=False)

    def go(self, path):
        self.page.goto(path)

    def named(self, what):
        return (
            self.page.get_by_role("link", name=re.compile(what))
            .or_(self.page.get_by_role("button", name=re.compile(what)))
            .or_(self.page.locator("summary", has_text=re.compile(what)))
        )

    def press(self, what, key="Enter"):
        self.named(what).first.click()

    def write(self, what, words):
        self.page.get_by_label(re.compile(what)).last.fill(words)

    def pick(self, what, word):
        box = self.page.get_by_label(re.compile(what)).last
        label = next(text for text in box.locator("option").all_inner_texts() if text.startswith(word))
        box.select_option(label=label)


@pytest.fixture(params=[Keys, Plain], ids=["keys alone", "no scripts"])
def who(request, visit):
    return request.param(visit)


def said(page, words):
    expect(page.locator("#toasts")).to_contain_text(words)


def test_a_field_with_options_an_object_with_fields_and_a_link_from_either_side(who):
    page, mine = who.page, type(who).__name__
    who.press("^New field$")
    page.wait_for_url("**/new**")
    who.pick("^Type$", "Single choice")
    if mine == "Plain":
        who.press("^Take this type$")
    page.wait_for_url("**type=choice**")
    who.write("^Label", f"Boiler {mine}")
    who.write("^Choices", "Gas\nOil")
    who.press("^Make the field$")
    said(page, f"Boiler {mine}")
    expect(page.get_by_label("Choice Oil", exact=True)).to_have_value("Oil")

    who.go("/settings/objects")
    who.write("^One of them is called", f"boat {mine}")
    who.write("^Many are called", f"boats {mine}")
    who.press("^Make the object$")
    mine_here = page.locator("tr", has_text=f"Boats {mine}")
    boats = mine_here.get_by_role("link", name="Open the list").get_attribute("href")
    who.press("^0 fields$")
    page.wait_for_url("**/settings/fields?**")
    who.press("^New field$")
    page.wait_for_url("**/new**")
    who.pick("^Type$", "Number")
    if mine == "Plain":
        who.press("^Take this type$")
    page.wait_for_url("**type=number**")
    who.write("^Label", "Length")
    who.press("^Make the field$")
    said(page, "Length")

    who.go("/settings/labels")
    who.pick("^The first is a", "person")
    who.pick("^The second is a", f"boat {mine}")
    who.write("^On the first, the second is called", f"Sails {mine}")
    who.write("^On the second, the first is called", f"Skipper {mine}")
    who.press("^Make the label$")
    said(page, f"Sails {mine}")

    who.go(boats)
    who.press(f"^New boat {mine}")
    page.wait_for_url("**/new**")
    who.write("^Name$", f"Fram {mine}")
    who.write("^Length", "39")
    who.press("^(Save|Add|Make)")
    page.wait_for_selector(f"h1:has-text('Fram {mine}')")
    expect(page.locator("dd[data-f=cf_length]")).to_contain_text("39")
    who.press("^Link a record$")
    who.write("^Name$", "Uma Ekllund")
    who.press("^Link$")
    expect(page.locator(".o-linked")).to_contain_text("Uma Ekllund")
    fram = page.url.partition("?")[0]
    who.press("^Uma Ekllund$")
    page.wait_for_url(re.compile(r"/contacts/\d+"))
    uma = page.url.partition("?")[0]
    who.press(f"^Remove the link to Fram {mine}")
    expect(page.locator("#related")).not_to_contain_text(f"Fram {mine}")
    page.goto(uma)
    who.press("^Link a record$")
    who.pick("^As what", f"Sails {mine}")
    page.locator(".o-add input[name=to]").focus()
    if mine == "Keys":
        page.keyboard.type(f"Fram {mine}")
    else:
        page.locator(".o-add input[name=to]").fill(f"Fram {mine}")
    who.press("^Link$")
    expect(page.locator("#related")).to_contain_text(f"Fram {mine}")
    page.goto(fram)
    who.press("^Remove the link to Uma Ekllund")
    expect(page.get_by_role("button", name=re.compile("^Remove the link to Uma Ekllund"))).to_have_count(0)
    page.goto(uma)
    expect(page.locator("#related")).not_to_contain_text(f"Fram {mine}")


def test_a_note_is_pinned_and_its_check_list_ticked_a_task_put_off_and_done(who):
    page, mine = who.page, type(who).__name__
    who.go("/contacts/3")
    who.write("^Note$", f"- [ ] Pump {mine}\n- [ ] Hose {mine}")
    who.press("^Save note$")
    said(page, "Wrote a note")
    who.press("^Pin the note")
    said(page, "Pinned")
    expect(page.locator("ol[aria-label=Pinned]")).to_contain_text(f"Hose {mine}")
    hose, pump = (page.locator("ol[aria-label=Pinned]").get_by_role("checkbox", name=f"{item} {mine}") for item in ("Hose", "Pump"))
    assert hose.bounding_box()["y"] > pump.bounding_box()["y"], "a check-list has one item a line"
    expect(hose).not_to_be_checked()
    if mine == "Keys":
        tab_to(page, f"^Hose {mine}$")
        expect(hose).to_be_focused()
        page.keyboard.press("Space")
        said(page, f"Ticked “Hose {mine}”")
        expect(hose).to_be_focused()
    else:
        hose.click()
        said(page, f"Ticked “Hose {mine}”")
    expect(hose).to_be_checked()
    expect(pump).not_to_be_checked()

    who.press("^Task$")
    page.wait_for_selector("#composer input[name=title]")
    who.write("^(Title|What)", f"Ring {mine}")
    who.press("^Save task$")
    expect(page.locator("#contact-3-tasks")).to_contain_text(f"Ring {mine}")
    who.press(f"^Ring {mine}$")
    page.wait_for_url("**/tasks/*")
    who.press("^tomorrow$")
    expect(page.locator("h1 + .w-due, .phead .w-due").first).to_contain_text("Tomorrow")
    who.press("^Mark done$")
    expect(page.locator("h1.c-undone")).to_have_text(f"Ring {mine}")
    page.goto("/contacts/3")
    expect(page.locator("#contact-3-tasks")).not_to_contain_text(f"Ring {mine}")
