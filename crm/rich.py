"""Rich text: what people type stays as they typed it; a few marks in it become safe HTML, made here and cleaned here.

Marks: **bold**, *italic*, lines that start with `- `, `1. ` or `- [ ] ` (and `- [x] ` when done), [words](address), bare addresses.
"""

import re
from html import escape, unescape
from typing import NamedTuple

import nh3

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "span"}
SCHEMES = {"http", "https", "mailto", "tel"}
_CLASSES = {"ul": {"c-checks"}, "span": {"c-tick", "c-ticked"}}
_BLOCK = re.compile(r"^ {0,3}(?:(?P<check>[-*] \[(?P<tick>[ xX])\] )|(?P<dash>[-*] )|(?P<number>\d{1,3}[.)] ))(?P<rest>.*)$")
_INLINE = re.compile(
    r"\*\*(?P<strong>[^\s*](?:[^\n*]{0,998}[^\s*])?)\*\*"
    r"|(?<![\w*])\*(?P<em>[^\s*](?:[^\n*]{0,998}[^\s*])?)\*(?![\w*])"
    r"|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<to>[^\s()<>]{1,1000})\)"
    r"|(?P<url>https?://[^\s<>\"“”]{1,1000})"
    r"|(?<![\w.])(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
)
_BRIEF = 60
_SAYS_MORE = re.compile(r"<(?!/?p>|br>)")
_MARKED = re.compile(r"\*|\]\(|https?://|\S@\S|^ {0,3}(?:-|\d{1,3}[.)]) ", re.MULTILINE)


def html(text: str) -> str:
    """The safe HTML of a text with marks; nothing when there is no mark in it, for plain text is shown as it is."""
    made = clean(_blocks(text)) if _MARKED.search(text) else ""
    return made if _SAYS_MORE.search(made) else ""


class Item(NamedTuple):
    """One item of a check-list: its words as they were typed, and whether it is ticked."""

    words: str
    done: bool


def items(text: str) -> list[Item]:
    """The items of every check-list of a text, in their order."""
    found = (_BLOCK.match(line) for line in text.split("\n"))
    return [Item(one["rest"], one["tick"] != " ") for one in found if one and one["check"]]


def place_of(text: str, place: int, words: str) -> int | None:
    """Where the item of these words stands now: still at its place, or elsewhere if it is the only one; None where that isn’t clear."""
    said = [one.words for one in items(text)]
    if said[place : place + 1] == [words] and place >= 0:
        return place
    return said.index(words) if said.count(words) == 1 else None


def with_tick(text: str, place: int, done: bool) -> str:
    """The text with its item at this place, counted from 0, ticked or not; everything else stays to the letter."""
    lines = text.split("\n")
    at = [n for n, line in enumerate(lines) if (found := _BLOCK.match(line)) and found["check"]][place]
    lines[at] = re.sub(r"\[[ xX]\]", "[x]" if done else "[ ]", lines[at], count=1)
    return "\n".join(lines)


def plain(words: str) -> str:
    """Words on one line without their marks, as they are spoken and told of: a link by its words alone."""
    return unescape(nh3.clean(_inline(words), tags=set()))


def brief(words: str) -> str:
    """The same, cut to what a title holds."""
    said = plain(words)
    return said if len(said) <= _BRIEF else f"{said[: _BRIEF - 1].rstrip()}…"


def clean(markup: str) -> str:
    """HTML with only what rich text may hold: everything else, htmx attributes too, is taken out."""
    return nh3.clean(
        markup,
        tags=TAGS,
        attributes={"a": {"href"}, "ul": set(), "span": set()},
        allowed_classes=_CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _blocks(text: str) -> str:
    out: list[str] = []
    kind = ""
    for line in text.split("\n"):
        now, item = _block(line)
        if now != kind:
            out += _CLOSES[kind], _OPENS[now]
        elif now == "text":
            out.append("<br>")
        kind = now
        out.append(item)
    return "".join((*out, _CLOSES[kind]))


_OPENS = {"": "", "text": "<p>", "check": '<ul class="c-checks">', "dash": "<ul>", "number": "<ol>"}
_CLOSES = {"": "", "text": "</p>", "check": "</ul>", "dash": "</ul>", "number": "</ol>"}


def _block(line: str) -> tuple[str, str]:
    """What a line belongs to, and its HTML."""
    found = _BLOCK.match(line)
    if found is None:
        return ("text", _inline(line)) if line.strip() else ("", "")
    inner = _inline(found["rest"])
    if found["check"]:
        sign, name = ("☐", "c-tick") if found["tick"] == " " else ("☑", "c-ticked")
        return "check", f'<li><span class="{name}">{sign}</span> {inner}</li>'
    return ("dash" if found["dash"] else "number"), f"<li>{inner}</li>"


def _inline(text: str) -> str:
    out: list[str] = []
    at = 0
    for found in _INLINE.finditer(text):
        out += escape(text[at : found.start()]), _marked(found)
        at = found.end()
    return "".join((*out, escape(text[at:])))


def _marked(found: re.Match[str]) -> str:
    if (strong := found["strong"]) is not None:
        return f"<strong>{_inline(strong)}</strong>"
    if (em := found["em"]) is not None:
        return f"<em>{_inline(em)}</em>"
    if (to := found["to"]) is not None:
        return _link(to, found["words"]) if to.partition(":")[0].lower() in SCHEMES else escape(found[0])
    if (url := found["url"]) is not None:
        bare = url.rstrip(".,;:!?)'’”]")
        return _link(bare, bare) + escape(url[len(bare) :])
    return _link(f"mailto:{found['mail']}", found["mail"])


def _link(to: str, words: str) -> str:
    return f'<a href="{escape(to)}">{escape(words)}</a>'
