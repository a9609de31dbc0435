"""Pages are built alike when they differ in words, numbers and how often a row repeats; in nothing else."""

import pytest

from tests.browser.bones import build_of

PAGE = """<body><nav><a href="/" class="n">People</a><a href="/tasks" class="n" aria-current="page">Tasks</a></nav>
<main><h1>Ann</h1><ul><li>One <a href="/1">more</a></li></ul><label for="a">Age</label><input id="a" value="3"></main></body>"""
ALIKE = {
    "words and numbers": ("Ann", "Bob 7"),
    "where a link leads": ("/1", "/2"),
    "another row": ("<ul>", '<ul><li>None <a href="/0">less</a></li>'),
    "another link of the menu": ("<nav>", '<nav><a href="/" class="n">Lists</a>'),
    "the menu’s link of this page": ("<nav>", '<nav><a href="/" class="n" aria-current="page">Lists</a>'),
}
OTHER = {
    "a missing label": ('<label for="a">Age</label>', ""),
    "no words": ("more", " "),
    "a new element": ("</ul>", "</ul><p>New</p>"),
    "another attribute": ("<h1>", "<h1 hidden>"),
    "another class": ("<ul>", '<ul class="row">'),
    "an attribute that says nothing": ('value="3"', 'value=""'),
    "a missing heading": ("<h1>Ann</h1>", ""),
    "a row unlike the others": ("</ul>", "<li>Two</li></ul>"),
    "a link of the menu unlike the others": ("<nav>", '<nav><a href="/" class="n"><b>9</b>Lists</a>'),
}


@pytest.mark.parametrize("change", ALIKE.values(), ids=ALIKE)
def test_pages_are_built_alike_whatever(change):
    assert PAGE.replace(*change) != PAGE
    assert build_of(PAGE.replace(*change)) == build_of(PAGE)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_pages_are_built_differently_by(change):
    assert build_of(PAGE.replace(*change)) - build_of(PAGE)
