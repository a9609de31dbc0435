"""bench/fields: two hundred custom fields with ten values a person; one of them beside a standard column, and imports with fifty."""

import argparse
import csv
import itertools
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from peewee import fn

from bench.table import Table
from crm import bulk, custom_fields, db, members, selection, synthetic
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.custom_fields import Wanted
from crm.fields import FIELDS, Field
from crm.filters import parse
from crm.importing import running
from crm.importing.options import Options
from crm.journal import values, work
from crm.migrations import migrate
from crm.models import Contact, CustomValue, Member, Operation
from crm.rows import stream_rows
from crm.selection import Selection
from crm.settings import Settings
from crm.statistics import refresh_statistics

COUNT, EACH, RUNS, ROUNDS = 200, 10, 15, 3
AWAY = 50
"""One in so many people is in the archive."""
_BESIDE = 1_000_000_000
"""Past the numbers of all people."""
PASSWORD = "seven green kettles"


def main() -> None:
    """Fill an office, then measure."""
    wanted = _arguments()
    folder = Path(wanted.data or tempfile.mkdtemp(prefix="kith-bench-"))
    settings = Settings.from_env({**os.environ, "KITH_DATA": str(folder)})
    db.connect(settings, patient=True)
    with db.connection():
        migrate()
        ada = members.owner() or members.create_owner("Ada", "ada@example.org", PASSWORD)
        if not Contact.select().exists():
            bring(settings, _file(folder, wanted.contacts), ada)
        _describe(ada)
        _fill()
        held = f"{Contact.select().count():,} contacts, {CustomValue.select().count():,} values in {len(FIELDS.custom)} fields"
        table = Table(f"{held}, {'SQLite' if db.is_sqlite() else 'PostgreSQL'}")
        if not wanted.imports:
            _beside(table, ada)
        _imports(table, settings, folder, wanted.rows, ada)
    table.show()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/fields")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--imports", action="store_true", help="only the imports")
    parser.add_argument("--data", help="a folder to keep; a new one is made otherwise")
    return parser.parse_args()


def _file(folder: Path, count: int, own: Callable[[int], dict[str, str]] = lambda _: {}, seed: int = 1) -> Path:
    """People as a CSV file, with further cells."""
    file = folder / f"people-{time.time_ns()}.csv"
    with file.open("w", newline="") as target:
        rows = (person | own(n) for n, person in enumerate(synthetic.people(count, seed)))
        first = next(rows)
        writer = csv.DictWriter(target, list(first))
        writer.writeheader()
        writer.writerows(itertools.chain((first,), rows))
    return file


def bring(settings: Settings, file: Path, by: Member) -> float:
    """Import a file, plan and apply; gives the seconds it took."""
    began = time.perf_counter()
    head = running.start(file, file.name, Options(phone_region="US"), by=by, folder=settings.data / "files", via="command")
    work.run(head.id)
    assert Operation.get_by_id(head.id).status == "done"
    return time.perf_counter() - began


def _describe(ada: Member) -> None:
    kinds = ("text", "number", "date", "yesno", "choice")
    for number in range(len(FIELDS.custom), COUNT):
        kind = kinds[number % len(kinds)]
        options = tuple(f"Option {n}" for n in range(8)) if kind == "choice" else ()
        custom_fields.define(Wanted(f"Field {number}", kind, options=options), by=ada)


def _fill() -> None:
    """Field 0 holds everybody's city, field 1 a number; eight others a person are scattered over the rest."""
    if CustomValue.select().limit(1).exists():
        return
    chance, fields = random.Random(5), list(FIELDS.custom.values())
    ids = {known.key: known.own.id for known in fields}
    people = list(Contact.select(Contact.id, Contact.city).tuples())
    for at in range(0, len(people), 5_000):
        with db.db.atomic():
            values.add(((person, _values(person, city, fields, chance)) for person, city in people[at : at + 5_000]), ids)
    gone = tuple(person for person, _ in people[::AWAY])
    work.run(bulk.act(Selection(ids=gone), "archive", {}, by=members.owner()).id)
    refresh_statistics()
    if not db.is_sqlite():
        db.db.execute_sql("VACUUM")


def _values(person: int, city: str, fields: list[Field], chance: random.Random) -> dict[str, str]:
    rest = {known.key: _some(known, chance) for known in chance.sample(fields[2:], EACH - 2)}
    return {fields[0].key: city or "Nowhere", fields[1].key: str(person % 1_000)} | rest


def _some(known, chance: random.Random) -> str:
    if known.type == "choice":
        return str(chance.choice(known.own.options).id)
    if known.type == "date":
        return f"20{chance.randint(10, 29)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {"yesno": "1", "number": str(chance.randint(0, 9_999))}.get(known.type) or f"word {chance.randint(0, 9_999)}"


def _beside(table: Table, ada: Member) -> None:
    """The same question and order, asked of a standard column and of a custom field that holds the same."""
    cities = [city for (city,) in Contact.select(Contact.city).where(Contact.city != "").distinct().limit(RUNS).tuples()]
    for op, cut in (("is", 99), ("starts_with", 3), ("contains", 4), ("is_not", 99), ("not_empty", 0)):
        asked = [_leaf(op, city[:cut]) for city in cities]
        table.add(f"count, {op}", *_pair(asked, lambda key, leaf: selection._count(_chosen(key, leaf), ada)), "the city")
    equal = [_leaf("is", city) for city in cities]
    for what, sort, offset in (("by name", "name", 0), ("by itself", "", 0), ("by itself", "-", 0), ("by itself", "", 500)):
        both = _pair(equal, lambda key, leaf, sort=sort, at=offset: _page(_chosen(key, leaf), _by(sort, key), at, ada))
        table.add(f"page at {offset:,}, filtered, sorted {sort[:1] if sort == '-' else ''}{what}", *both, "the city")
    for text in ("", "-"):
        for offset in (0, 5_000, 50_000):
            both = _pair([{}] * RUNS, lambda key, _, text=text, at=offset: _page(Selection(), _by(text, key), at, ada))
            table.add(f"page at {offset:,}, sorted by {text}field", *both, "by the city")


def _leaf(op: str, value: str) -> dict[str, str]:
    return {"op": op, "value": value} if value else {"op": op}


def _by(text: str, key: str) -> Sort:
    """A sort by a field of its own, or by the asked one, which a sign turns round."""
    return Sort.parse(text if text.strip("-") else text + key)


def _page(chosen: Selection, sort: Sort, offset: int, by: Member) -> list[int]:
    return listing.page_ids(chosen, sort, offset, 50, by)


def _chosen(key: str, leaf: dict[str, str]) -> Selection:
    return Selection(tree=parse({"field": key, **leaf}))


def _pair(asked: list[dict], act: Callable[[str, dict], object]) -> tuple[float, str, float]:
    """Medians of the custom field and of the column, in milliseconds: each question once to warm it, then both in turn."""
    times: dict[str, list[float]] = {"cf_field_0": [], "city": []}
    for _ in range(ROUNDS):
        for one in asked:
            for key, taken in times.items():
                began = time.perf_counter()
                act(key, one)
                taken.append(time.perf_counter() - began)
    own, standard = (statistics.median(taken[len(asked) :]) * 1_000 for taken in times.values())
    return own, "ms", standard


def _imports(table: Table, settings: Settings, folder: Path, rows: int, ada: Member) -> None:
    """The same people without and with fifty custom columns, a tenth and all of their cells filled: in turn, after one that warms up."""
    seeds, times, bare = itertools.count(11), {every: list[float]() for every in (0, 10, 1)}, defaultdict[int, list[float]](list)
    for _ in range(ROUNDS + 1):
        for every, taken in times.items():
            file = _file(folder, rows, partial(_cells, every), next(seeds))
            last = Contact.select(fn.MAX(Contact.id)).scalar()
            taken.append(bring(settings, file, ada))
            bare[every].append(_bare(last))
    without, tenth, all_ = (statistics.median(taken[1:]) for taken in times.values())
    for name, took, every in (("a tenth of them filled", tenth, 10), ("all of them filled", all_, 1)):
        table.add(f"import of {rows:,}, 50 custom columns, {name}", took, "s", without, "the same without custom columns")
        least = statistics.median(bare[every][1:])
        table.add("the same", took, "s", without + least, f"that and the bare rows of values, {least:.2f} s")


def _bare(last: int) -> float:
    """Seconds to write the values of the people after one in one transaction, beside them: same table, same indexes, and nothing read or told.

    By executemany on SQLite, on PostgreSQL by COPY, which is quicker.
    """
    names = [known.name for known in CustomValue._meta.sorted_fields]
    rows = [(record + _BESIDE, *row) for record, *row in db.db.execute_sql(*CustomValue.select().where(CustomValue.record > last).sql())]
    began = time.perf_counter()
    with db.db.atomic():
        stream_rows(CustomValue, names, rows)
    took = time.perf_counter() - began
    CustomValue.delete().where(CustomValue.record > _BESIDE).execute()
    if not db.is_sqlite():
        db.db.execute_sql("VACUUM custom_value")
    return took


def _cells(every: int, n: int) -> dict[str, str]:
    """Fifty custom cells of a row, every so many of them filled; none at all for 0."""
    keys = list(FIELDS.custom)[:50] if every else []
    return {key: _cell(FIELDS[key].type, n) if (n + at) % every == 0 else "" for at, key in enumerate(keys)}


def _cell(kind: str, n: int) -> str:
    return {"number": str(n), "date": "2026-05-31", "yesno": "yes", "choice": f"Option {n % 8}"}.get(kind) or f"word {n}"


if __name__ == "__main__":
    main()
