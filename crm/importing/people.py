"""A record becomes a person: every mapped cell understood, or refused with its reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from crm.associations import columns as links
from crm.exporting.cells import unsafe
from crm.fields import FIELDS
from crm.fields.types import type_of
from crm.fold import fold
from crm.importing import cells, entries, further, names, optouts, own
from crm.importing.columns import ERASABLE, NAMES, OPT_OUTS, Column
from crm.importing.draft import Convert, Draft, Known
from crm.importing.leftovers import Leftovers
from crm.importing.mapping import Plan
from crm.text import single_line

Understand = Callable[[Sequence[str]], Draft]
_REMEMBERED, _SHORT = 1_000, 60
"""How many cells of a column are remembered with what they mean, and how long they may be."""
_Step = tuple[int, Convert, str, dict[str, str], Callable[[str], bool] | None]
"""One column that feeds a field by itself. Where its cells always mean the same there follow the field, the cells met so far with what they
mean, the blank one from the start, and where there is one a test for those that mean just what stands there."""
_SOMEONE_ELSE = frozenset("fax telefax assistant pager callback isdn tty/tdd radio company".split())


def compile_plan(plan: Plan, header: Sequence[str], known: Known) -> Understand:
    """A function from the cells of a row to a Draft, built once for a file."""
    convert = [_meaning(_converter(column, plan, known), known.values.get(str(i))) for i, column in enumerate(plan.columns)]
    leftovers = Leftovers(plan.dialect, plan.columns, header, convert, known.region) if plan.dialect else None
    steps = _steps(plan.columns, convert, known, leftovers.direct if leftovers else range(len(convert)))
    parts = [i for i, c in enumerate(plan.columns) if c.key in NAMES - {"first_name", "last_name"}]
    erasable = [(i, c.key) for i, c in enumerate(plan.columns) if c.key in ERASABLE] if known.erase else []

    def understand(row: Sequence[str]) -> Draft:
        draft = Draft()
        values = draft.values
        for i, step, key, met, ready in steps:
            raw = row[i]
            if (meaning := met.get(raw)) is not None:
                if meaning:
                    values[key] = meaning
            elif ready and ready(raw):
                values[key] = raw
            elif cell := raw.strip():
                if cell[0] in "'=":
                    cell = unsafe(cell).strip()
                if cell and (cell.isascii() or single_line(cell)) and (reason := step(cell, draft)):
                    draft.problems.append((reason, i))
                elif key and len(met) < _REMEMBERED and len(raw) <= _SHORT:
                    met[raw] = values.get(key, "")
        if leftovers:
            leftovers.take(row, draft)
        if parts and (reason := names.assemble(draft.values)):
            draft.problems.append((reason, parts[0]))
        if erasable:
            draft.blanks = tuple(key for i, key in erasable if key not in draft.values and not row[i].strip())
        return draft

    return understand


def _meaning(step: Convert | None, words: Mapping[str, str] | None) -> Convert | None:
    """A converter that first puts what a person said a word stands for in its place; what stands for nothing is blank."""
    if step is None or not words:
        return step

    def convert(cell: str, draft: Draft) -> str | None:
        meant = words.get(fold(single_line(cell)), cell)
        return step(meant, draft) if meant else None

    return convert


def _steps(columns: Sequence[Column], convert: Sequence[Convert | None], known: Known, direct: Iterable[int]) -> list[_Step]:
    """The columns that feed a field by themselves, in their order; but the first number is to be one that reaches the person."""
    fed = Counter(column.key for column in columns)
    alike = {key: type_of(own) for key, own in FIELDS.custom.items() if fed[key] == 1 and not type_of(own).looks_up}
    steps: list[_Step] = []
    for i in sorted(direct, key=lambda i: _rank(columns[i])):
        key = columns[i].key or ""
        if (step := convert[i]) and key not in alike:
            steps.append((i, step, "", {}, None))
        elif step:
            ready = None if known.values.get(str(i)) else alike[key].ready(FIELDS[key])
            steps.append((i, step, key, {"": ""}, ready))
    return steps


def _rank(column: Column) -> int:
    if column.key in ("email", "phone") or column.label == "primary":
        return 0
    return 2 if _SOMEONE_ELSE & set(column.label.split()) else 1


def _converter(column: Column, plan: Plan, known: Known) -> Convert | None:
    key = column.key
    if key is None:
        return None
    if key in OPT_OUTS:
        return optouts.opt_out(key)
    if key in FIELDS.custom:
        return own.converter(FIELDS[key], known)
    return cells.without_errors(_PLAIN.get(key) or _made(column, key, plan, known))


def _made(column: Column, key: str, plan: Plan, known: Known) -> Convert:
    """A converter that depends on the column, the file or the office."""
    if key.startswith(links.PREFIX):
        return entries.links(key)
    makers: Mapping[str, Callable[[], Convert]] = {
        "email": lambda: entries.email(column.label, several=False),
        "emails": lambda: entries.email(column.label, several=True),
        "phone": lambda: entries.phone(column.label, several=False, region=known.region),
        "phones": lambda: entries.phone(column.label, several=True, region=known.region),
        "tags": lambda: entries.tags(column.sign, stars=plan.export == "google"),
        "followers": lambda: entries.followers(known.members),
        "birth_date": lambda: cells.date(known.order),
        "type": lambda: cells.picked("type", known.types, "choice"),
        "owner": lambda: cells.picked("owner", known.members, "owner"),
    }
    return makers[key]() if key in makers else cells.line(key)


_PLAIN: dict[str, Convert] = {
    "note": entries.note,
    "street": entries.street,
    "country": cells.country,
    "timezone": cells.timezone,
    "id": cells.number,
    "business_id": cells.business_number,
    "further_businesses": further.cell,
    "photo": cells.photo,
    "unsubscribed_at": optouts.unsubscribed_at,
    "bounced_at": optouts.bounced_at,
    "marketing_status": optouts.marketing_status,
}

__all__ = ["Draft", "Known", "Understand", "compile_plan"]
