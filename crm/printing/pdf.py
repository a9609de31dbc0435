"""PDF by WeasyPrint, from a page that was rendered already; it reads nothing but what stands in the page."""

from typing import Any

from crm.errors import CrmError


class NoPdf(CrmError):
    """This machine lacks what makes PDFs. Printing from the browser still works. On Debian an admin can install it: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."""

    status = 503


def write(html: str, css: str) -> bytes:
    """The PDF of a page with this style. Raises NoPdf where a library is missing."""
    return bytes(document(html, css).write_pdf())


def document(html: str, css: str) -> Any:
    """The page laid out, to be written or measured."""
    try:
        from weasyprint import CSS, HTML  # type: ignore[import-untyped]
    except (ImportError, OSError) as error:
        raise NoPdf() from error
    return HTML(string=html, url_fetcher=_refuse).render(stylesheets=[CSS(string=css, url_fetcher=_refuse)])


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    """No address is fetched, whoever wrote it into a page."""
    raise ValueError(f"nothing is fetched for print: {url[:80]}")
