"""People with hostile text in every field, as a file of ours."""

import csv
import io
import random

from crm.exporting.cells import safe
from crm.exporting.cells import write_addresses as many
from crm.exporting.cells import write_names as names
from crm.fields import DATA

TEXTS = (
    "=1+1", "+41 79", "-5", "@SUM(A1)", "\tTab", "'quote", "''two", '="0123"', "<script>alert(1)</script>", '"quoted"', "a;b", "a,b", "a:b", "!bang", "a ::: b",
    "é́", "مرحبا", "שלום", "👨‍👩‍👧 fam", "ﬁ", "line1\nline2", "---", "a\n---\nb", "  spaced  ", "x" * 90, "N/A", "null", "None", "0", "true", "'=x", "＝wide",
    "ＡＢ", "\u00a0nbsp", "a\u200bb", "O’Neil", "Lee, Jr.", "%s %d", "{{7*7}}", "../../etc", "C:\\x", "a|b", "\u202edrawkcab", "a\u2028b",
    '"; DROP TABLE contact;--', "work: x", "; ; ;", 'a "b" c', '"', "* star", "\\", "1e5", "<div hx-get=/sign-out hx-trigger=load>", "Ørjan Łukasz", "王",
)  # fmt: skip


def people(count: int, seed: int = 1) -> bytes:
    """`count` people as CSV, every one with an address of their own to be known by."""
    chance, out = random.Random(seed), io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(DATA)
    for n in range(count):
        cells = _person(n, chance)
        writer.writerow([safe(cells.get(key, "")) for key in DATA])
    return out.getvalue().encode()


def _person(n: int, chance: random.Random) -> dict[str, str]:
    def text() -> str:
        return chance.choice(TEXTS) + chance.choice(("", "", " ", chance.choice(TEXTS)))

    words = "first_name last_name business job_title source street city region postal_code website language".split()
    labels = ("", "work", "home x", "côté")
    return {
        **{key: text() for key in words},
        "emails": many((chance.choice(labels), f"p{n}.{k}+x@example.org", chance.random() < 0.8) for k in range(chance.randint(1, 3))),
        "phones": many((chance.choice(labels), f"(503) 5{n % 100:02}-{k}{n % 1000:03}", True) for k in range(chance.randint(0, 2))),
        "tags": names(" ".join(text().split())[:90] or "t" for _ in range(chance.randint(0, 3))),
        "type": chance.choice(("", "lead", "customer")),
        "owner": chance.choice(("", "ada@example.org")),
        "followers": chance.choice(("", "ada@example.org")),
        "country": chance.choice(("", "NO", "US")),
        "timezone": chance.choice(("", "Europe/Oslo")),
        "birth_date": chance.choice(("", "1980-05-31", "--02-29")),
        "dnc": chance.choice(("", "all", "email; !text", "!all")),
        "note": text() + chance.choice(("", "\n---\n" + text())),
    }
