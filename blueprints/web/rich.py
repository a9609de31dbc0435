"""The one place where HTML that people made reaches a page: cleaned here once more, whatever the database holds."""

from markupsafe import Markup

from crm import rich


def shown(html: str) -> Markup:
    """Rich text as a page may hold it; templates put it into an element with `hx-ignore`."""
    return Markup(rich.clean(html))  # noqa: S704 what clean() gives holds only the tags, addresses and classes that crm.rich lists
