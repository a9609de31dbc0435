"""bench/fields: two hundred custom fields with ten values a person; one of them beside a standard column, and imports with fifty."""

import argparse
import csv
import itertools
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.table import Table
from crm import custom_fields, db, members, selection, synthetic
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.custom_fields import Wanted
from crm.fields import FIELDS
from crm.filters import parse
from crm.importing import running
from crm.importing.options import Options
from crm.journal import values, work
from crm.migrations import migrate
from crm.models import Contact, CustomValue, Member, Operation
from crm.selection import Selection
from crm.settings import Settings
from crm.statistics import refresh_statistics

COUNT, EACH, RUNS = 200, 10, 15
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
        table = Table(f"{Contact.select().count():,} contacts, {CustomValue.select().count():,} values in {len(FIELDS.custom)} fields")
        _beside(table, ada)
        _imports(table, settings, folder, wanted.rows, ada)
    table.show()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/fields")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=20_000)
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
    chance, fields = random.Random(5), [(known.own.id, known) for known in FIELDS.custom.values()]
    people = list(Contact.select(Contact.id, Contact.city).tuples())
    for at in range(0, len(people), 5_000):
        with db.db.atomic():
            values.add(value for person, city in people[at : at + 5_000] for value in _values(person, city, fields, chance))
    refresh_statistics()


def _values(person: int, city: str, fields: list[tuple[int, object]], chance: random.Random) -> Iterator[tuple[int, int, str]]:
    yield person, fields[0][0], city or "Nowhere"
    yield person, fields[1][0], str(person % 1_000)
    for field_id, known in chance.sample(fields[2:], EACH - 2):
        yield person, field_id, _some(known, chance)


def _some(known, chance: random.Random) -> str:
    if known.type == "choice":
        return str(chance.choice(known.own.options).id)
    if known.type == "date":
        return f"20{chance.randint(10, 29)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {"yesno": "1", "number": str(chance.randint(0, 9_999))}.get(known.type) or f"word {chance.randint(0, 9_999)}"


def _beside(table: Table, ada: Member) -> None:
    """The same question and order, asked of a standard column and of a custom field that holds the same."""
    cities = [city for (city,) in Contact.select(Contact.city).where(Contact.city != "").distinct().limit(RUNS).tuples()]
    for op, cut in (("is", 99), ("starts_with", 3), ("contains", 4), ("is_not", 99)):
        asked = [{"op": op, "value": city[:cut]} for city in cities]
        table.add(f"count, {op}", *_pair(asked, lambda key, leaf: selection._count(_chosen(key, leaf), ada)), "the city")
    for text in ("", "-"):
        for offset in (0, 5_000):
            asked = [{"offset": offset}] * RUNS
            both = _pair(asked, lambda key, at, text=text: listing.page_ids(Selection(), Sort.parse(text + key), at["offset"], 50, ada))
            table.add(f"page of 50 at {offset}, sorted by {text}field", *both, "by the city")
    asked = [{"op": "is", "value": city} for city in cities]
    both = _pair(asked, lambda key, leaf: listing.page_ids(_chosen(key, leaf), Sort.parse(key), 0, 50, ada))
    table.add("page of 50, filtered and sorted by it", *both, "the city")


def _chosen(key: str, leaf: dict[str, str]) -> Selection:
    return Selection(tree=parse({"field": key, **leaf}))


def _pair(asked: list[dict], act: Callable[[str, dict], object]) -> tuple[float, str, float]:
    """Medians of the custom field and of the column, in milliseconds."""
    found = []
    for key in ("cf_field_0", "city"):
        act(key, asked[0])
        times = []
        for one in asked:
            began = time.perf_counter()
            act(key, one)
            times.append(time.perf_counter() - began)
        found.append(statistics.median(times) * 1_000)
    return found[0], "ms", found[1]


def _imports(table: Table, settings: Settings, folder: Path, rows: int, ada: Member) -> None:
    """The same people without and with fifty custom columns: every tenth cell filled, and every one."""
    keys = list(FIELDS.custom)[:50]
    without = bring(settings, _file(folder, rows, seed=11), ada)
    for name, every, seed in (("five of them filled", 10, 12), ("all of them filled", 1, 13)):

        def cells(n: int, every: int = every) -> dict[str, str]:
            return {key: _cell(FIELDS[key].type, n) if (n + at) % every == 0 else "" for at, key in enumerate(keys)}

        took = bring(settings, _file(folder, rows, cells, seed), ada)
        table.add(f"import of {rows:,}, 50 custom columns, {name}", took, "s", without, "the same without custom columns")


def _cell(kind: str, n: int) -> str:
    return {"number": str(n), "date": "2026-05-31", "yesno": "yes", "choice": f"Option {n % 8}"}.get(kind) or f"word {n}"


if __name__ == "__main__":
    main()
