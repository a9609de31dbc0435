"""Long words, many tags and more tabs than fit: nothing widens a page or goes out of reach, on a desk, in a narrow window, on a phone."""

import re
import shutil

import pytest

from crm.demo import EMAIL, PASSWORD
from tests.house.serving import served

WIDTHS = (1440, 1100, 390)
WORD = "Wolfeschlegelsteinhausenbergerdorff"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def office(chromium, demo_data, tmp_path_factory):
    """An office of its own: a page in it, signed in."""
    with served(shutil.copytree(demo_data, tmp_path_factory.mktemp("long") / "office")) as running:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{running.port}", reduced_motion="reduce")
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("#email", EMAIL)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/contacts")
        yield page
        context.close()


def send(page, path, **form):
    answer = page.request.post(path, form=form, headers=OURS)
    assert answer.ok, (path, answer.status)
    return answer.url


def make(page):
    """Somebody long in every way; gives the paths of their record and of their business."""
    names = {"first_name": WORD * 2, "last_name": f"{WORD} 🦄 الأنصاري", "business": f"{WORD * 3} & Sons", "job_title": WORD}
    person = re.search(r"/contacts/\d+", send(page, "/contacts", **names, email=f"{'a' * 60}@{'sub.' * 12}example.org"))[0]
    for tag in ("n" * 90, *(f"tag {n}" for n in range(20))):
        send(page, f"{person}/tags", name=tag)
    send(page, f"{person}/tasks", title="T" * 180, due="2026-01-05")
    send(page, f"{person}/notes", text="x" * 300)
    for n in range(22):
        send(page, "/lists", name=f"{WORD} {n}", filter='{"field": "city", "op": "is", "value": "Oslo"}')
    page.goto(person)
    return person, page.locator("main a[href^='/businesses/']").first.get_attribute("href").split("?")[0]


def test_long_words_widen_no_page_and_put_nothing_out_of_reach(office):
    person, business = make(office)
    paths = (
        person,
        f"{person}/edit",
        f"{person}/sheet",
        business,
        "/contacts?q=wolfe",
        "/tasks?view=everyone",
        "/today",
        "/tags",
        "/lists",
    )
    for width in WIDTHS:
        office.set_viewport_size({"width": width, "height": 900})
        for path in (
            *paths,
            "/filter",
            "/activity",
            "/operations",
            "/members",
            "/settings/fields/1",
            f"{person}/archive",
            "/palette?q=wolfe",
        ):
            office.goto(path)
            assert office.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, path)
        office.goto("/contacts")
        box = office.locator("#views:not([hx-get]) a", has_text="All lists").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 24
