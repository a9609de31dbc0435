"""Address books of cards (vCard 2.1, 3.0 and 4.0): read card by card, one row each, with columns for what they hold."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from crm.importing.cards.person import COLUMNS, Person, Row
from crm.importing.cards.properties import BadLine, Property, properties
from crm.importing.cards.stream import Card, cards
from crm.importing.cells import UNREADABLE
from crm.importing.columns import PHOTO

_GROUP = re.compile(rb"(?:X-ADDRESSBOOKSERVER-)?KIND[^:]*:[ \t]*group\s*", re.IGNORECASE)
_MEMBER = re.compile(r"(?:urn:uuid:)?(.*)", re.IGNORECASE | re.DOTALL)


def rows(path: Path, told: str | None, pictures: Path) -> Iterator[Sequence[str] | None]:
    """None for each card while they are read, then the headings and a row for each card; one of a group is none, its name is a tag of its members.

    `told` is the encoding a person named for letters that aren't UTF-8. Pictures are kept in a folder, under their hashes.
    """
    groups = _groups(path, told)
    used = set[str]()
    with TemporaryFile("w+", dir=pictures.parent, encoding="utf-8", errors="surrogatepass", newline="") as held:
        writer = csv.writer(held)
        for card in cards(path):
            if card.whole and _is_group(card):
                continue
            row = _row(card, told, groups)
            used |= row.cells.keys()
            _keep(row, pictures)
            writer.writerow([row.cells.get(key, "") for key in COLUMNS])
            yield None
        held.seek(0)
        kept = [i for i, key in enumerate(COLUMNS) if key in used]
        yield [COLUMNS[i] for i in kept]
        for cells in csv.reader(held):
            yield [cells[i] for i in kept]


def _row(card: Card, told: str | None, groups: dict[str, list[str]]) -> Row:
    """The row of a card; what can be read of a broken one stands beside the mark that it is broken."""
    found, whole = list[Property](), card.whole
    for line in card.lines:
        try:
            found += properties(card._replace(lines=[line]), told)
        except BadLine:
            whole = False
    uid = next((one.text for one in found if one.name in ("UID", "X-ABUID")), "")
    row = Person(found, groups.get(_bare(uid), ())).row()
    return row if whole else Row(row.cells | {"first_name": UNREADABLE}, row.picture)


def _groups(path: Path, told: str | None) -> dict[str, list[str]]:
    """The names of the groups that each card is a member of, by the card's id."""
    found: dict[str, list[str]] = defaultdict(list)
    for card in cards(path):
        if card.whole and _is_group(card):
            with suppress(BadLine):
                told_by = list(properties(card, told))
                name = next((one.text for one in told_by if one.name == "FN"), "")
                for one in told_by:
                    if one.name in ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER") and name:
                        found[_bare(one.text)].append(name)
    return found


def _is_group(card: Card) -> bool:
    return any(map(_GROUP.fullmatch, card.lines))


def _bare(uid: str) -> str:
    """An id without what says that it is one."""
    found = _MEMBER.fullmatch(uid.strip())
    return (found[1] if found else uid).casefold()


def _keep(row: Row, pictures: Path) -> None:
    if row.picture:
        pictures.mkdir(exist_ok=True)
        (pictures / row.cells[PHOTO].removesuffix(".jpg")).write_bytes(row.picture)
