"""The wizard of imports through every step to its undo, and the undo of that: with the keyboard alone, and with JavaScript off."""

import os
import re
import signal
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.test_scripts import name_of_focused, tab_to

MANY = 3_000
FILE = "Name;Mail;birthday;type\n" + "".join(
    f"Pia{n} Holm;pia{n}@example.net;0{n % 9 + 1}/0{n % 8 + 1}/1960;{(n % 2 and 'Active') or 'Lead'}\n" for n in range(40)
)
BAD = "Bad Row;not-an-address;;Lead\n"


def a_file(tmp_path, name, text=FILE + BAD):
    file = tmp_path / name
    file.write_text(text)
    return str(file)


def press(page, what, key="Enter"):
    """Tab to something by its name and press a key there."""
    tab_to(page, what)
    page.keyboard.press(key)


def choose_file(page, file):
    """Choose a file in the browser's own window, which a key opens."""
    page.once("filechooser", lambda chooser: chooser.set_files(file))
    press(page, "Choose a file")
    expect(page.locator("#file")).not_to_have_value("")


def pick(page, what, word):
    """Choose in a select by typing the beginning of a word, as its native list is chosen from."""
    tab_to(page, what)
    page.keyboard.type(word)


def test_every_step_to_the_undo_of_the_undo_by_keys_alone(visit, tmp_path):
    page = visit("/imports/new")
    choose_file(page, a_file(tmp_path, "keys.csv"))
    press(page, "^Upload$")
    page.wait_for_url("**/file")
    page.wait_for_load_state("networkidle")
    pick(page, "Between cells", "Comma")
    expect(page.locator("#delimiter")).to_have_value(",")
    expect(page.locator("#sample")).not_to_contain_text("4 columns")
    assert re.search("Between cells", name_of_focused(page))
    page.keyboard.press("Home")
    expect(page.locator("#sample")).to_contain_text("4 columns, 41 rows")
    page.keyboard.type("Semi")
    expect(page.locator("#sample")).to_contain_text("4 columns, 41 rows")
    press(page, "^Match columns$")
    page.wait_for_url("**/map")
    pick(page, "Order of dates", "Day")
    pick(page, "^Active", "Cust")
    press(page, "^Choose what happens$")
    page.wait_for_url("**/choose")
    press(page, "Fill what is empty", "ArrowDown")
    tab_to(page, "gets these tags")
    page.keyboard.type("by keys")
    press(page, "is found in a new smart list", "Space")
    press(page, "^Review ")
    page.wait_for_selector("text=All 41 rows are checked", timeout=30_000)
    press(page, "^See rows$")
    expect(page.locator("#lines tbody tr")).to_have_count(1)
    press(page, "^Refuse the row$", "ArrowRight")
    press(page, "^Check again with these choices$")
    page.wait_for_selector("button:has-text('Import 41 rows')", timeout=30_000)
    press(page, "^Import 41 rows$")
    page.wait_for_selector("text=41 created and 0 changed", timeout=30_000)
    press(page, "^Undo some rows$")
    page.wait_for_url("**/rows")
    press(page, "^Undo row 3,", "Space")
    press(page, "^Undo the ticked rows$")
    page.wait_for_url(lambda url: not url.endswith("/rows"))
    page.goto("/imports")
    press(page, r"^keys\.csv$")
    page.wait_for_selector("button:has-text('Undo this import')")
    press(page, "^Undo this import$")
    page.wait_for_url("**/operations/**")
    page.wait_for_load_state()
    page.wait_for_selector("a:has-text('Undo…')")
    press(page, "^Undo…$")
    page.wait_for_url("**/undo")
    press(page, "^Put back")
    page.wait_for_url(lambda url: not url.endswith("/undo"))
    page.goto("/contacts?q=pia39")
    assert page.locator("tbody tr").count() == 1


@contextmanager
def at_rest(office):
    """The worker does nothing meanwhile, so that progress is shown for as long as it is looked at."""
    worker = office.child("house.worker")
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def test_what_is_in_focus_stays_there_while_progress_is_shown(visit, office, tmp_path):
    people = "".join(f"Ada{n},ada{n}@example.net\n" for n in range(MANY))
    page = visit("/imports/new")
    choose_file(page, a_file(tmp_path, "many.csv", f"first_name,email\n{people}"))
    press(page, "^Upload$")
    for address, button in (("**/file", "^Match columns$"), ("**/map", "^Choose what happens$")):
        page.wait_for_url(address)
        press(page, button)
    page.wait_for_url("**/choose")
    with at_rest(office):
        press(page, "^Review ")
        page.wait_for_url("**/review")
        stays_in_focus(page, "Stop")
    page.wait_for_selector(f"text=All {MANY:,} rows are checked", timeout=30_000)
    with at_rest(office):
        press(page, f"^Import {MANY:,} rows$")
        page.wait_for_selector("button:has-text('Pause')")
        stays_in_focus(page, "Pause")
        page.keyboard.press("Enter")
        page.wait_for_selector("button:has-text('Resume')")
    press(page, "^Resume$")
    page.wait_for_selector(f"text={MANY:,} created and 0 changed", timeout=30_000)


def stays_in_focus(page, what):
    """Tab to something, and be there still when the progress around it was renewed twice."""
    tab_to(page, f"^{what}$")
    for _ in range(2):
        with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
            pass
    page.wait_for_timeout(100)
    assert name_of_focused(page) == what


def until(page, text, most=80):
    """Reload, as somebody without scripts does, until a page says something."""
    for _ in range(most):
        if page.locator(f"text={text}").count():
            return
        page.reload()
        page.wait_for_timeout(250)
    raise AssertionError(f"{page.url} never said {text}")


def test_every_step_to_the_undo_of_the_undo_without_scripts(visit, tmp_path):
    page = visit("/imports/new", javascript=False)
    page.set_input_files("#file", a_file(tmp_path, "still.csv", FILE.replace("pia", "una") + BAD))
    page.click("button:has-text('Upload')")
    page.select_option("#delimiter", ";")
    page.click("button:has-text('Match columns')")
    page.get_by_label("Field for column Name").select_option(label="New field…")
    page.click("button:has-text('Choose what happens')")
    assert page.get_by_label("Called").input_value() == "Name"
    page.get_by_label("Field for column Name").select_option(label="Whole name")
    page.locator("[name=date_order]").select_option("DMY")
    page.get_by_label("Active").select_option(label="Customer")
    page.get_by_label("Remember this for files").check()
    page.click("button:has-text('Choose what happens')")
    page.fill("#tags", "still")
    page.click("button:has-text('Review')")
    until(page, "All 41 rows are checked")
    page.fill("[name=find]", "bad row")
    page.click("button:has-text('Find')")
    assert page.locator("#lines tbody tr").count() == 1
    page.get_by_label("Leave the cell blank").check()
    page.click("button:has-text('Check again with these choices')")
    until(page, "Import 41 rows")
    page.click("button:has-text('Import 41 rows')")
    until(page, "41 created and 0 changed")
    here = page.url
    page.click("a:has-text('Undo some rows')")
    page.get_by_label("Undo row 3,").check()
    page.click("button:has-text('Undo the ticked rows')")
    page.goto(here)
    page.click("button:has-text('Undo this import')")
    page.goto(here)
    page.click("a:has-text('See the undo, and take it back')")
    page.click("a:has-text('Undo…')")
    page.locator("#undo button").click()
    page.goto("/contacts?q=una39")
    assert page.locator("tbody tr").count() == 1
