"""The first time: from a fresh copy of the program to the first imported person, counted in clicks and on the clock."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.house.serving import ROOT, eventually

MOST_CLICKS, MOST_SECONDS = 10, 180
NOT_IN_A_CLONE = shutil.ignore_patterns(".venv", "node_modules", ".git", "instance", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture
def clone(tmp_path):
    """What `git clone` gives: the program and nothing that was set up."""
    return Path(shutil.copytree(ROOT, tmp_path / "kith", ignore=NOT_IN_A_CLONE))


def test_from_a_clone_to_the_first_imported_person(clone, chromium, tmp_path):
    began, clicks = time.monotonic(), 0
    said = tmp_path / "said.txt"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("KITH_") and k not in ("PYTHONPATH", "DATABASE_URL")}
    with said.open("w") as output:
        office = subprocess.Popen(
            ["bin/serve", "--port", "0"], cwd=clone, env=environ, stdout=output, stderr=output, start_new_session=True
        )
    try:
        eventually(lambda: "Kith is ready" in said.read_text() or office.poll() is not None, MOST_SECONDS)
        address = re.search(r"http://127\.0\.0\.1:\d+", said.read_text())[0]
        code = re.search(r"\b[A-Z2-9]{5}(?:-[A-Z2-9]{5}){3}\b", said.read_text())[0]
        people = tmp_path / "people.csv"
        people.write_text("Name,E-mail,Phone\nGrace Adeyemi,grace@linden.example,(360) 555-0187\n")
        context = chromium.new_context(base_url=address)
        page = context.new_page()
        page.goto("/")
        for field, typed in (
            ("#code", code),
            ("#name", "Grace Hill"),
            ("#email", "grace@hill.example"),
            ("#password", "open the blue door"),
        ):
            page.fill(field, typed)
        page.click("button:has-text('Open the office')")
        clicks += 1
        page.set_input_files("#first-file", str(people))
        clicks += 2
        page.click("text=Import this file")
        clicks += 1
        for step in ("Match columns", "Choose what happens", "Review", "Import 1 row"):
            page.click(f"button:has-text('{step}')", timeout=30_000)
            clicks += 1
        page.click("text=Open the person", timeout=30_000)
        clicks += 1
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody .who a")).to_have_text("Grace Adeyemi")
        context.close()
    finally:
        office.send_signal(signal.SIGTERM)
        office.wait(30)
    assert clicks <= MOST_CLICKS
    assert time.monotonic() - began <= MOST_SECONDS
