"""Numbered pages: 25, 50 or 100 a page, whatever the address says."""

from dataclasses import dataclass

from flask import request

from blueprints.web.guard import me

SIZES = (25, 50, 100)
_FARTHEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page by number (from 1) and size."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows stand before it."""
        return (self.number - 1) * self.size

    def last(self, total: int) -> int:
        """The number of the last page."""
        return max(1, -(-total // self.size))


def asked(default: int | None = None) -> Page:
    """The page the address asks for, of the member's own size; nonsense means the first."""
    default = default or me().page_size
    size = request.args.get("per_page", default, type=int)
    number = request.args.get("page", 1, type=int)
    return Page(min(max(number or 1, 1), _FARTHEST), size if size in SIZES else default)
