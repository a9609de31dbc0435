"""A demo office that really runs, and a real browser looking at it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from crm.demo import EMAIL, PASSWORD
from tests.house.serving import Served, served

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def office(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo office, served with its worker."""
    with served(shutil.copytree(demo_data, tmp_path_factory.mktemp("demo") / "office")) as running:
        yield running


@pytest.fixture(scope="session")
def address(office: Served) -> str:
    """Where the demo office is served."""
    return f"http://127.0.0.1:{office.port}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The engine without the windows around it, at a third of the work."""
    yield from launched(playwright, "chromium-headless-shell")


def launched(playwright: Playwright, program: str) -> Iterator[Browser]:
    """A browser, closed in the end."""
    browser = playwright.chromium.launch(executable_path=f"/usr/bin/{program}", args=_FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own, signed in; what the console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(path: str = "/contacts", size: str = "desk", dark: bool = False, javascript: bool = True, email: str = EMAIL) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport=SIZES[size],
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type in ("error", "warning") and "the server responded with a status of 4" not in said.text
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        sign_in(context, email)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(context: BrowserContext, email: str = EMAIL) -> None:
    """Sign in as the form of that page does; what the form itself is like is seen elsewhere."""
    form, ours = {"email": email, "password": PASSWORD}, {"Sec-Fetch-Site": "same-origin"}
    answer = context.request.post("/sign-in", form=form, headers=ours, max_redirects=0)
    assert answer.status == 303, answer.status
