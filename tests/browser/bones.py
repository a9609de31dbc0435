"""How a page is built, without its words and numbers: pages of one build need to be looked at closely but once."""

from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_PARTS = frozenset("aside dialog footer header main nav".split())
_TELLING = frozenset("aria-current aria-expanded aria-hidden aria-pressed autocomplete class hidden role scope tabindex type".split())
"""Attributes whose values say how something looks or what it is; of the others it counts only whether they say anything."""


class _Builder(HTMLParser):
    """Gathers the build of every part of a page; what repeats beside its like counts once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: set[int] = set()
        self._open: list[tuple[object, dict[int, None]]] = [("page", {})]
        self.feed(html)
        self.close()
        while self._open:
            self._shut()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(((tag, *sorted((name, value if name in _TELLING else bool(value)) for name, value in attrs)), {}))
        if tag in _VOID:
            self._shut()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._shut()

    def handle_endtag(self, tag: str) -> None:
        if any(one[0] == tag for one, _ in self._open[1:]):
            while self._shut() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open[-1][1][0] = None

    def _shut(self) -> str:
        """The innermost element is whole: a part, or a link of a menu, stands for itself; all else is within what holds it."""
        element, within = self._open.pop()
        build, tag = hash((element, tuple(within))), element[0]
        if tag in _PARTS or not self._open or (tag == "a" and any(outer[0] == "nav" for outer, _ in self._open)):
            self.parts.add(build)
        else:
            self._open[-1][1][build] = None
        return tag


def build_of(html: str) -> frozenset[int]:
    """The builds of a page's parts (its main part, its bars and menus, and the rest), as numbers that hold for this process."""
    return frozenset(_Builder(html).parts)
