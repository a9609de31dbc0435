"""Opens pages of a demo office in Chromium and keeps a picture of each beside this file."""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from crm.demo import EMAIL, PASSWORD
from tests.house.serving import served

HERE = Path(__file__).resolve().parent
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 780}}


def contacts(page: Page) -> None:
    """The list, with rows chosen and a cell open."""
    page.goto("/contacts")
    page.locator("tbody input[name=id]").nth(1).click()
    page.locator("tbody input[name=id]").nth(3).click(modifiers=["Shift"])
    page.locator("td[data-f=type]").nth(2).dblclick()
    page.wait_for_selector("td.editcell select")


def record(page: Page) -> None:
    """One person."""
    page.goto("/contacts?q=malm")
    page.locator("tbody .who a").first.click()
    page.wait_for_url(re.compile(r"/contacts/\d+"))


def palette(page: Page) -> None:
    """The palette over the list."""
    page.goto("/contacts")
    page.keyboard.press("Control+k")
    page.keyboard.type("berg")
    page.wait_for_selector("#palette [aria-selected=true]")
    page.wait_for_load_state("networkidle")


PICTURES = (
    ("contacts", contacts, "desk", False),
    ("record", record, "desk", True),
    ("palette", palette, "desk", False),
    ("phone", record, "phone", False),
)


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "office"
        data.mkdir()
        with served(data, "--demo") as office, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
            for name, act, size, dark in PICTURES:
                page = browser.new_page(
                    base_url=f"http://127.0.0.1:{office.port}",
                    viewport=SIZES[size],
                    color_scheme="dark" if dark else "light",
                    reduced_motion="reduce",
                )
                page.goto("/sign-in")
                page.fill("#email", EMAIL)
                page.fill("#password", PASSWORD)
                page.press("#password", "Enter")
                page.wait_for_url("**/contacts")
                act(page)
                page.wait_for_timeout(300)
                page.screenshot(path=HERE / f"{name}.png")
                page.close()
            browser.close()


if __name__ == "__main__":
    main()
