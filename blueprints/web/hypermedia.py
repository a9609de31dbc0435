"""The htmx seam: the only module that reads or writes HX-* headers."""

import json
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from crm.models import Operation

VARY = "HX-Request, HX-Request-Type"


def is_partial() -> bool:
    """Whether htmx asks for a fragment; a history restore and a plain visit want the page."""
    headers = request.headers
    return headers.get("HX-Request-Type") == "partial" and headers.get("HX-History-Restore-Request") != "true"


def is_htmx() -> bool:
    """Whether htmx sent this request at all."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def page(template: str, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """The page, or for htmx its fragment."""
    name = fragment if fragment and is_partial() else template
    return make_response(render_template(name, **context), status)


def standing_at(answer: Response, url: str) -> Response:
    """The answer, of which a fragment gives the page the address that opens it as it is now."""
    if is_partial():
        answer.headers["HX-Replace-Url"] = url
    return answer


def done(url: str, fragment: str | None = None, operation: Operation | None = None, **context: Any) -> Response | Redirect:
    """The answer to an act: for htmx the fragment with a toast, else back to the page, which shows the toast."""
    if fragment and is_partial():
        return make_response(render_template(fragment, operation=operation, **context))
    if operation is not None and operation.id:
        url += f"{'&' if '?' in url else '?'}did={operation.id}"
    return go(url)


def go(url: str) -> Response | Redirect:
    """Send the browser to another page, from a form or from htmx."""
    if is_htmx():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = url
        return answer
    return redirect(url, 303)


def refuse_signed_out(next_path: str) -> Response | Redirect:
    """Ask to sign in: a page goes there, a fragment is told to, and nothing is swapped in."""
    if is_htmx():
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = url_for("sign_in.form", next=current_path())
        return answer
    return redirect(url_for("sign_in.form", next=next_path), 303)


def current_path() -> str:
    """The path of the page the fragment was asked from."""
    whole = request.headers.get("HX-Current-URL", "")
    return "/" + whole.split("://", 1)[-1].partition("/")[2] if whole else "/"


def page_path() -> str:
    """The path and query of the page a person looks at, whether this request is the page, a fragment of it or a form it sent."""
    if is_htmx():
        whole = current_path()
    elif request.method == "GET":
        whole = request.full_path
    else:
        whole = "/" + (request.referrer or "").split("://", 1)[-1].partition("/")[2]
    path, _, query = whole.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith("did=")]
    return f"{path}?{'&'.join(kept)}" if kept else path


def as_toast(answer: Response) -> Response:
    """Show an error beside the page instead of in the middle of it."""
    answer.headers["HX-Retarget"] = "#toasts"
    answer.headers["HX-Reswap"] = "beforeend"
    return answer


def into(answer: Response, target: str) -> Response:
    """Put a fragment in the place of `target`, whatever the form that asked for it meant to change."""
    answer.headers["HX-Retarget"] = target
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def trigger(answer: Response, **events: Any) -> Response:
    """Tell the page that something happened."""
    answer.headers["HX-Trigger"] = json.dumps(events)
    return answer


def mark(answer: Response) -> Response:
    """Let no cache mix pages and fragments."""
    answer.headers["Vary"] = VARY
    return answer
