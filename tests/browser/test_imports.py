"""The wizard of imports from the upload to the undo: with scripts and without, on a desk and on a phone, by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_crawl import invalid, violations

PEOPLE = "".join(f"Pia{n},Holm,pia{n}@example.net,0{n % 9 + 1}/0{n % 8 + 1}/19{60 + n % 30},Active\n" for n in range(60))


def a_file(tmp_path, name="people.csv"):
    file = tmp_path / name
    file.write_text(f"first_name,last_name,email,birthday,type\n{PEOPLE}Bad,Row,not-an-address,,Lead\n")
    return str(file)


def look(page, seen):
    """Look closely at a step."""
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
    seen[page.url] = page.request.get(page.url).text()


@pytest.mark.parametrize(("size", "dark"), [("desk", False), ("phone", True)])
def test_a_file_goes_through_every_step_to_its_undo(visit, tmp_path, size, dark):
    page, seen = visit("/imports/new", size, dark), {}
    look(page, seen)
    page.set_input_files("#file", a_file(tmp_path, f"{size}.csv"))
    page.click("button:has-text('Upload')")
    page.wait_for_url("**/file")
    look(page, seen)
    page.select_option("#delimiter", ";")
    expect(page.locator("#sample")).not_to_contain_text("5 columns")
    page.select_option("#delimiter", "")
    expect(page.locator("#sample")).to_contain_text("5 columns, 61 rows")
    page.click("button:has-text('Match columns')")
    page.wait_for_url("**/map")
    look(page, seen)
    page.locator("[name=date_order]").select_option("DMY")
    page.get_by_label("Active").select_option(label="Customer")
    page.click("button:has-text('Choose what happens')")
    page.wait_for_url("**/choose")
    look(page, seen)
    page.fill("#tags", f"fair {size}")
    page.click("button:has-text('Review')")
    page.wait_for_selector("text=All 61 rows are checked", timeout=30_000)
    look(page, seen)
    page.go_back()
    page.go_forward()
    page.click("button:has-text('Import')")
    page.wait_for_selector("text=stayed out, each with its reason", timeout=30_000)
    look(page, seen)
    page.click("a:has-text('Undo some rows')")
    look(page, seen)
    page.goto("/imports")
    look(page, seen)
    page.click(f"a:has-text('{size}.csv')")
    page.click("button:has-text('Undo this import')")
    page.wait_for_url("**/operations/**")
    page.goto("/contacts?q=pia59")
    assert page.locator("tbody tr").count() == 0
    assert {(m, x) for _, m, x in invalid(seen, tmp_path)} == set()


def test_without_scripts_the_wizard_is_links_and_forms(visit, tmp_path):
    page = visit("/imports/new", javascript=False)
    file = tmp_path / "plain.csv"
    file.write_text("first_name,email\nQuin,quin@example.net\n")
    page.set_input_files("#file", str(file))
    for button in ("Upload", "Match columns", "Choose what happens", "Review"):
        page.click(f"button:has-text('{button}')")
    for _ in range(40):
        if page.locator("button:has-text('Import 1 row')").count():
            break
        page.click("a:has-text('reload the page')")
        page.wait_for_timeout(250)
    page.click("button:has-text('Import 1 row')")
    for _ in range(40):
        if page.locator("text=1 people are in").count():
            break
        page.reload()
        page.wait_for_timeout(250)
    assert page.locator("text=1 created and 0 changed").count() == 1


def test_a_file_dropped_beside_the_field_is_chosen(visit):
    page = visit("/imports/new")
    dropped = page.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['first_name\\nAnn'], 'dropped.csv')); return all; }"
    )
    for event in ("dragover", "drop"):
        page.dispatch_event(".c-drop b", event, {"dataTransfer": dropped})
    assert page.input_value("#file").endswith("dropped.csv")
    page.click("button:has-text('Upload')")
    page.wait_for_url("**/file")
    assert "dropped.csv" in page.inner_text("main")


def test_by_keys_alone_a_file_is_matched_and_reviewed(visit, tmp_path):
    page = visit("/imports/new")
    file = tmp_path / "keys.csv"
    file.write_text("first_name,email\nRuth,ruth@example.net\n")
    page.set_input_files("#file", str(file))
    for url in ("**/file", "**/map", "**/choose", "**/review"):
        page.locator(".acts button").last.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(url)
    page.wait_for_selector("text=The one row is checked", timeout=30_000)
