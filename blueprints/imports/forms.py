"""What the wizard's forms say, as the domain takes it: each step changes its own choices and keeps the others."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from crm.fold import fold
from crm.importing.adding import New
from crm.importing.options import BadOption, Options, tags_of

Form = MultiDict[str, str]
ENCODINGS = (
    ("utf-8", "UTF-8"), ("cp1252", "Western Europe (Windows)"), ("cp1250", "Central Europe (Windows)"), ("cp1251", "Cyrillic (Windows)"),
    ("cp1253", "Greek (Windows)"), ("cp1254", "Turkish (Windows)"), ("cp1257", "Baltic (Windows)"), ("iso8859-15", "Western Europe (ISO)"),
    ("mac_roman", "Western Europe (old Mac)"), ("cp850", "Western Europe (DOS)"), ("utf-16", "UTF-16"), ("shift_jis", "Japanese (Shift-JIS)"),
    ("gb18030", "Chinese (GB 18030)"), ("big5", "Chinese (Big5)"), ("euc_kr", "Korean (EUC-KR)"),
)  # fmt: skip
DELIMITERS = ((",", "Comma"), (";", "Semicolon"), ("tab", "Tab"), ("|", "Vertical bar"))
QUOTES = (('"', 'Quotation mark "'), ("'", "Apostrophe '"))
NEW = "+"
"""What a column chooses that asks for a field of its own."""
_WORD = re.compile(r"w-(\d+)-(\d+)")
_COLUMN = re.compile(r"c\d{1,6}", re.ASCII)


def of_file(form: Form, options: Options) -> Options:
    """How the file is written; what is left open is found out."""
    told: dict[str, Any] = {name: form.get(name, "") or None for name in ("encoding", "delimiter", "quote", "sheet")}
    return replace(options, **told, header_line=_line(form.get("header_line", "")))


def of_map(form: Form, options: Options) -> Options:
    """What the columns feed, and how their cells are understood."""
    columns = {str(number): value for number, value in chosen(form)}
    told = {
        "date_order": next(filter(None, form.getlist("date_order")), None),
        "phone_region": (form.get("phone_region", "") or options.phone_region).upper(),
        "separator": form.get("separator", "") or None,
    }
    return replace(options, columns=columns, values=values_of(form), **told)


def chosen(form: Form) -> list[tuple[int, str]]:
    """What each column feeds, by its number; one that asks for a field of its own feeds nothing yet."""
    return [(number, "" if value == NEW else value) for number, value in _columns(form)]


def new_fields(form: Form) -> dict[int, New]:
    """The fields that columns ask for, by column, as far as they are described."""
    return {number: New(form.get(f"n{number}", ""), form.get(f"t{number}", "")) for number, value in _columns(form) if value == NEW}


def of_choose(form: Form, options: Options) -> Options:
    """What happens to new and known people."""
    match = tuple(dict.fromkeys(key for n in "123" if (key := form.get(f"match{n}", ""))))
    tags = tags_of(tag for tag in form.get("tags", "").split(",") if tag.strip())
    if not match:
        raise BadOption(name="match", value="nothing", choices="id, email, phone")
    chosen = {"mode": form.get("mode", "both"), "on_match": form.get("on_match", "fill"), "erase": bool(form.get("erase"))}
    listed = form.get("list_name", "").strip() if form.get("list") else ""
    return replace(options, match=match, tags=tags, list_name=listed, **chosen)


def of_review(form: Form, options: Options) -> Options:
    """What happens to the rows of each reason, and who single rows are; rows of other pages keep what was said."""
    answers = dict(options.answers) | {key[2:]: value for key, value in form.items() if key.startswith("a-")}
    picks = dict(options.picks) | {key[2:]: value for key, value in form.items() if key.startswith("p-") and key[2:].isdigit()}
    return replace(options, answers=answers, picks={row: who for row, who in picks.items() if who})


def _columns(form: Form) -> list[tuple[int, str]]:
    return [(int(key[1:]), value) for key, value in form.items() if _COLUMN.fullmatch(key)]


def values_of(form: Form) -> dict[str, dict[str, str]]:
    """What words stand for; "?" leaves a word as it is, "-" means nothing."""
    found: dict[str, dict[str, str]] = {}
    for name, word in form.items():
        said = form.get(f"m{name[1:]}", "?") if (at := _WORD.fullmatch(name)) else "?"
        if at and said != "?":
            found.setdefault(at[1], {})[fold(word)] = "" if said == "-" else said
    return found


def _line(text: str) -> int | None:
    bare = text.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) < 8):
        raise BadOption(name="header line", value=text[:40], choices="line numbers from 0")
    return int(bare)


def targets(own: Sequence[tuple[str, str]], links: Sequence[tuple[str, str]] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may feed, by group: (group, [(field key, label)]); `own` are the office's own fields."""
    more = (("Your own fields", list(own)), ("Links", list(links)))
    return [*_TARGETS, *((name, some) for name, some in more if some)]


_TARGETS: list[tuple[str, list[tuple[str, str]]]] = [
    ("Name", [("first_name", "First name"), ("last_name", "Last name"), ("name", "Whole name"), ("middle_name", "Middle name"), ("suffix", "Suffix (Jr, III)")]),
    ("Ways to reach", [("email", "Email"), ("emails", "More emails"), ("phone", "Phone"), ("phones", "More phones"), ("website", "Website")]),
    ("Work", [("business", "Business"), ("business_id", "Number of the business (only to check)"), ("further_businesses", "Further businesses"), ("job_title", "Job title"), ("type", "Type"), ("source", "Source"), ("owner", "Owner"), ("followers", "Followers"), ("tags", "Tags")]),
    ("Address", [("street", "Street"), ("city", "City"), ("region", "Region"), ("postal_code", "Postal code"), ("country", "Country"), ("timezone", "Time zone")]),
    ("More", [("birth_date", "Date of birth"), ("language", "Language"), ("note", "Note on the timeline"), ("id", "Number in Kith (only to match)")]),
    ("Do not contact", [("dnc", "Do not contact"), ("dnc_email", "No email"), ("dnc_text", "No text"), ("dnc_call", "No calls"), ("dnc_post", "No post"),
        ("opted_out", "Opted out of everything"), ("unsubscribed", "Unsubscribed from email")]),
]  # fmt: skip
