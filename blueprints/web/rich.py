"""The one place where HTML that people made reaches a page: cleaned here once more, whatever the database holds."""

from markupsafe import Markup

from crm import rich

_SIGNS = ('<span class="c-tick">☐</span>', '<span class="c-ticked">☑</span>')
"""What stands before an open item of a check-list, and before a ticked one."""


def shown(html: str) -> Markup:
    """Rich text as a page may hold it; templates put it into an element with `hx-ignore`."""
    return Markup(rich.clean(html))  # noqa: S704 what clean() gives holds only the tags, addresses and classes that crm.rich lists


def pieces(html: str, text: str) -> list[tuple[Markup, rich.Item | None]]:
    """The same in pieces, each with the item of a check-list whose sign came after it; templates put a button there."""
    rest, found = shown(html), list[tuple[Markup, rich.Item | None]]()
    for one in rich.items(text):
        before, _, rest = rest.partition(_SIGNS[one.done])
        found.append((before, one))
    return [*found, (rest, None)]


def ticked(sent: str) -> tuple[int, bool, str]:
    """What such a button sends: the place of the item, whether it is to be ticked, and its words; a place of none for what is no such thing."""
    place, _, rest = sent.partition(":")
    done, _, words = rest.partition(":")
    return int(place) if place.isascii() and place.isdigit() and len(place) < 6 else -1, done == "1", words
