"""Every link a role is shown leads somewhere it may go: a crawler follows them all, and looks at one page of each kind closely."""

import json
import re
import subprocess
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from tests.browser.bones import build_of
from tests.browser.conftest import SIZES, sign_in
from tests.browser.test_pages import OURS, VNU, found_by, violations

ROLES = {"owner": "dana@harlowpike.example", "admin": "marcus@harlowpike.example", "member": "rosa@harlowpike.example"}
ROLES |= {"only assigned": "jonah@harlowpike.example", "viewer": "ellen@shawcpa.example"}
QUICKLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""For a program that lives for seconds Java need not optimise; without that the checker's stack is deeper."""
OF_EACH = 2
"""Pages of one kind that are followed."""

OUT_OF_REACH = """() => [...document.querySelectorAll("main .phead :is(a, button)")].filter((act) => {
  const twin = act.pathname && document.querySelector(`.mtop a[href="${act.pathname}"]`);
  return !act.closest("[hidden]") && !twin && !(act.checkVisibility() && act.getBoundingClientRect().height >= 24);
}).map((act) => act.textContent.trim())"""


class Links(HTMLParser):
    """Where the links of a page lead."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and attrs.get("href"):
            self.found.append(attrs["href"])


def kind_of(url):
    """Pages that differ only in numbers and words of their address are of one kind."""
    parts = urlsplit(url)
    return re.sub(r"\d+", "N", parts.path), tuple(sorted(key for key, _ in parse_qsl(parts.query)))


def links_of(path, html):
    """Where the links of a page lead within the office, as paths."""
    found = [urlsplit(urljoin(path, href)) for href in Links(html).found]
    return [f"{to.path}?{to.query}" if to.query else to.path for to in found if to.scheme in ("", "http") and not to.netloc]


def crawl(request):
    """Follow every link from the list on; gives the pages to look at closely, and every answer that wasn't good."""
    waiting, seen, kept, bad = ["/contacts", "/contacts?q=nobody-at-all", "/palette?q=nobody-at-all"], {}, {}, []
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if seen.get(kind, 0) >= OF_EACH:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        answer = request.get(path)
        if answer.status != 200:
            bad.append((path, answer.status))
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        html = answer.text()
        kept.setdefault(kind, (path, html))
        waiting += links_of(path, html)
    return dict(kept[kind] for kind in closely(kept)), bad


def closely(kinds):
    """Of each path the page without a query and the one with the longest: these are looked at closely."""
    by_path = {}
    for path, keys in kinds:
        by_path.setdefault(path, []).append((len(keys), keys))
    return [(path, keys) for path, found in by_path.items() for _, keys in {min(found), max(found)}]


@pytest.fixture(scope="module")
def crawls(chromium, address):
    """What each role's crawl gave."""
    found = {}
    for role, email in ROLES.items():
        context = chromium.new_context(base_url=address)
        sign_in(context, email)
        found[role] = crawl(context.request)
        context.close()
    return found


@pytest.fixture(scope="module")
def pages(crawls):
    """The pages of each role that hold a part built as none before them, by role and path; those with a query are the owner's alone."""
    built, found = set(), {}
    for role, (shown, _) in crawls.items():
        for path, html in shown.items():
            if role == "owner" or "?" not in path:
                if parts := build_of(html) - built:
                    found.setdefault(role, {})[path] = html
                built |= parts
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_every_role_leads_to_a_good_page(crawls, role):
    shown, bad = crawls[role]
    assert bad == []
    assert len(shown) > 12


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits(visit, pages, role):
    """The owner's in every light, and on phones too."""
    page = visit("/contacts", email=ROLES[role])
    assert len(pages["owner"]) > 60
    for path in pages[role]:
        look_at(page, path, ("phone", "desk") if role == "owner" else ("desk",), dark=role == "owner")


def test_every_page_is_valid(pages, tmp_path):
    assert invalid({(role, path): html for role, shown in pages.items() for path, html in shown.items()}, tmp_path) == []


def look_at(page, path, sizes, dark):
    """The page is accessible and no wider than the screen; dark, whose colours alone differ, its words can be read.

    A phone comes first, for what scripts do on phones alone they do as a page is opened.
    """
    page.set_viewport_size(SIZES[sizes[0]])
    page.goto(path)
    for size in sizes:
        page.set_viewport_size(SIZES[size])
        assert violations(page) == [], (path, size)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, size)
        if dark:
            page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
            assert found_by(page, {"type": "rule", "values": ["color-contrast"]}) == [], (path, size)
            page.evaluate("document.documentElement.dataset.bsTheme = 'light'")
        assert size == "desk" or out_of_reach(page) == [], path


def out_of_reach(page):
    """The acts of a page's head that a thumb can't press, nor their twin in the bar above."""
    return page.evaluate(OUT_OF_REACH)


def invalid(pages, folder):
    """What the Nu checker finds wrong."""
    for number, html in enumerate(pages.values()):
        (folder / f"{number:02}.html").write_text(html)
    command = ["java", *QUICKLY, "-jar", str(VNU), "--format", "json", "--exit-zero-always", *map(str, sorted(folder.glob("*.html")))]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)
    return [
        (m["url"][-7:], m["message"], m.get("extract", "")[:160])
        for m in said["messages"]
        if m["type"] == "error" and not OURS.search(m["message"])
    ]
