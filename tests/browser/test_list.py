"""The list as one works in it: cells changed in place, rows chosen, people added quickly, columns, the palette and the keys."""

import csv
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect


def cell(page, key, row=0):
    return page.locator("#list tbody tr").nth(row).locator(f"td[data-f={key}]")


def opened(page, key, row=0):
    """A cell, opened by the keyboard."""
    target = cell(page, key, row)
    target.evaluate("e => e.focus()")
    page.keyboard.press("Enter")
    expect(target.locator("form")).to_be_visible()
    return target


def focused(page):
    return page.evaluate("[document.activeElement.closest('tr')?.id, document.activeElement.closest('[data-f]')?.dataset.f]")


def test_a_key_leads_from_the_rows_to_what_is_done_with_those_chosen(visit):
    page = visit("/contacts")
    page.keyboard.press("b")
    assert page.evaluate("document.activeElement.closest('#bulk')") is None
    page.locator("#list tbody input[name=id]").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.locator("#b-tags")).to_be_visible()


def test_enter_saves_a_cell_and_undo_takes_it_back(visit):
    page = visit("/contacts?sort=city")
    before, row = cell(page, "city").inner_text(), page.locator("#list tbody tr").first.get_attribute("id")
    opened(page, "city")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ærø")
    page.keyboard.press("Enter")
    expect(cell(page, "city")).to_have_text("Ærø")
    assert focused(page) == [row, "city"]
    page.keyboard.press("z")
    page.wait_for_selector("#toasts >> text=Undid")
    expect(page.locator(f"#{row} td[data-f=city]")).to_have_text(before)


def test_escape_leaves_a_cell_as_it_was_and_tab_goes_to_the_next(visit):
    page = visit("/contacts")
    before, row = cell(page, "owner", 2).inner_text(), page.locator("#list tbody tr").nth(2).get_attribute("id")
    opened(page, "city", 2)
    page.keyboard.type("nowhere")
    page.keyboard.press("Escape")
    expect(cell(page, "city", 2).locator("form")).to_have_count(0)
    assert "nowhere" not in cell(page, "city", 2).inner_text()
    assert focused(page) == [row, "city"]
    opened(page, "email", 2)
    page.keyboard.press("Control+A")
    page.keyboard.type("tab@example.org")
    page.keyboard.press("Tab")
    expect(cell(page, "owner", 2).locator("select")).to_be_focused()
    expect(cell(page, "email", 2)).to_have_text("tab@example.org")
    page.keyboard.press("Escape")
    expect(cell(page, "owner", 2)).to_have_text(before)


def test_a_wrong_value_keeps_the_cell_open_and_says_why(visit):
    page = visit("/contacts")
    opened(page, "email", 3)
    page.keyboard.press("Control+A")
    page.keyboard.type("not an address")
    page.keyboard.press("Enter")
    expect(cell(page, "email", 3).locator("[role=alert]")).to_contain_text("is not an email address")
    expect(cell(page, "email", 3).locator("input[name=value]")).to_have_value("not an address")
    assert page.evaluate("document.activeElement.name") == "value"


def test_two_tabs_on_one_field_show_both_values_and_on_two_fields_both_land(visit):
    one, two = visit("/contacts?sort=-city"), visit("/contacts?sort=-city")
    opened(one, "city", 1)
    opened(two, "city", 1)
    for page, word in ((one, "First town"), (two, "Second town")):
        page.keyboard.press("Control+A")
        page.keyboard.type(word)
        page.keyboard.press("Enter")
        if page is one:
            expect(cell(one, "city", 1)).to_have_text("First town")
    said = cell(two, "city", 1).locator("[role=alert]")
    expect(said).to_contain_text("Theirs: First town. Yours: Second town.")
    said.locator("text=Put mine").click()
    expect(cell(two, "city", 1)).to_have_text("Second town")
    row = two.locator("#list tbody tr").nth(1).get_attribute("id")[2:]
    one.goto(f"/contacts/{row}/edit")
    two.goto(f"/contacts/{row}/edit")
    one.fill("#f-region", "North")
    two.fill("#f-job_title", "Baker")
    one.click("button:has-text('Save')")
    two.click("button:has-text('Save')")
    two.wait_for_selector("dd:has-text('Baker')")
    assert two.locator("dd:has-text('North')").count() == 1


def test_rows_are_chosen_with_keys_and_ranges_and_stay_so_on_the_next_page(visit):
    page = visit("/contacts?per_page=25")
    boxes = page.locator("tbody input[name=id]")
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("#bulk-count")).to_have_text("4 chosen")
    cell(page, "city", 7).evaluate("e => e.focus()")
    page.keyboard.press("x")
    expect(page.locator("#bulk-count")).to_have_text("5 chosen")
    page.click("text=Next")
    expect(page.locator(".c-pageno")).to_contain_text("Page 2")
    page.check("#k-all")
    expect(page.locator("#bulk-count")).to_have_text("30 chosen")
    page.click("#bulk >> text=Print or export")
    page.wait_for_url("**/exports/new?chosen=*")
    page.click("text=Make the file")
    with page.expect_download() as loading:
        page.click("main a:has-text('Download')")
    with Path(loading.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 31
    page.goto("/contacts")
    expect(boxes.nth(4)).to_be_checked()
    page.goto("/contacts?list=mine")
    expect(page.locator("#live")).to_have_text("The list changed. Nobody is chosen")
    page.goto("/contacts")
    expect(page.locator("#bulk")).to_be_hidden()
    boxes.nth(4).check()
    page.click("[data-unpick]")
    expect(page.locator("#bulk")).to_be_hidden()


def test_people_are_added_quickly_one_after_the_other(visit):
    page = visit("/contacts")
    for name, reach in (("Zora Aalto", "zora@aalto.example"), ("Zelda Byrne", "(503) 555 0177")):
        page.fill("#quick-name", name)
        page.fill("#quick-reach", reach)
        page.press("#quick-reach", "Enter")
        page.wait_for_selector(f"#toasts >> text=Created {name}")
        expect(page.locator("#quick-name")).to_have_value("")
        assert page.evaluate("document.activeElement.id") == "quick-name"
    page.fill("#q", "zelda")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.fill("#quick-name", "Zora A.")
    page.fill("#quick-reach", "ZORA@aalto.example")
    page.press("#quick-reach", "Enter")
    expect(page.locator("#quick-problem")).to_contain_text("Zora Aalto has ZORA@aalto.example too")
    expect(page.locator("#quick-name")).to_have_value("Zora A.")
    page.click("text=Create anyway")
    page.wait_for_selector("#toasts >> text=Created Zora A.")


@pytest.mark.parametrize("javascript", [True, False])
def test_columns_are_chosen_moved_and_kept(visit, javascript):
    page = visit("/contacts", javascript=javascript)
    page.click("text=Columns")
    page.uncheck("#col-owner")
    page.check("#col-job_title")
    page.click("#up-city")
    expect(page.locator("#columns .c-cl li").nth(3)).to_contain_text("City")
    page.click("#columns >> text=Save")
    expect(page.locator("thead th").nth(5)).to_contain_text("City")
    heads = page.locator("thead th").all_inner_texts()
    assert "Owner" not in heads
    assert "Job title" in heads
    page.click("text=Columns")
    page.click("text=The usual columns")
    expect(page.locator("thead")).to_contain_text("Owner")


def test_the_palette_finds_people_by_half_a_number_pages_and_actions(visit):
    page = visit("/operations")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.type("692-9028"[:4] + "28", delay=5)
    page.fill("#palette-q", "2929028")
    expect(page.locator("#palette [role=option] b").first).to_have_text("Uma Ekllund")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+$"))
    page.keyboard.press("Control+k")
    page.keyboard.type("memb")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Members")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Invite a member")
    assert page.locator("#palette-q").get_attribute("aria-activedescendant")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_single_letters_lead_on_but_never_while_one_types(visit):
    page = visit("/contacts")
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/operations")
    page.keyboard.press("?")
    page.wait_for_url("**/help")
    page.goto("/contacts")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("c?")
    assert page.input_value("#q") == "c?"
    page.goto("/contacts")
    page.keyboard.press("c")
    page.wait_for_url("**/contacts/new")


def test_j_and_k_walk_through_the_list_one_came_from(visit):
    page = visit("/contacts?q=kith.example&sort=-name")
    names = page.locator("tbody .who a").all_inner_texts()
    assert len(names) > 3
    page.locator("tbody .who a").nth(1).click()
    expect(page.locator("h1").first).to_have_text(names[1])
    expect(page.locator(".crumb")).to_contain_text(f"2 of {len(names)}")
    page.keyboard.press("j")
    expect(page.locator("h1").first).to_have_text(names[2])
    page.keyboard.press("k")
    expect(page.locator("h1").first).to_have_text(names[1])
    page.keyboard.press("k")
    expect(page.locator("h1").first).to_have_text(names[0])
    assert page.locator(".crumb a[rel=prev]").count() == 0
    page.click(".crumb a >> nth=0")
    assert page.locator("tbody .who a").all_inner_texts() == names


def test_a_field_is_changed_where_it_stands_on_the_record(visit):
    page = visit("/contacts/20")
    page.focus("#e-city")
    page.keyboard.press("Enter")
    field = page.locator("dd[data-f=city] input[name=value]")
    expect(field).to_be_focused()
    field.fill("Tórshavn")
    page.keyboard.press("Enter")
    expect(page.locator("#e-city")).to_contain_text("Tórshavn")
    expect(page.locator("#e-city")).to_be_focused()
    expect(page.locator(".tl > li").nth(1)).to_contain_text("→ Tórshavn")
    page.click("#e-website")
    page.locator("dd[data-f=website] input[name=value]").fill("https://example.org")
    page.locator("textarea[name=text]").click()
    expect(page.locator("#e-website")).to_contain_text("https://example.org")
    page.check("#hide-empty")
    expect(page.locator(".c-frow:has(#e-language)")).to_be_hidden()
    page.fill("#find-field", "birth")
    expect(page.locator("#e-city")).to_be_hidden()


def test_a_phone_shows_what_somebody_is_and_who_must_not_be_contacted(visit):
    chosen = json.dumps({"all": [{"field": "dnc", "op": "is_on", "value": "email"}, {"field": "type", "op": "not_empty"}]})
    page = visit(f"/contacts?filter={quote(chosen)}", "phone")
    expect(cell(page, "type")).to_be_visible()
    expect(page.locator("#list .bdg.ng").first).to_be_visible()
