"""What filters mean, in plain Python over plain dictionaries: the reading the SQL must agree with."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from crm import phones
from crm.filters.tree import Group, Leaf, Related
from crm.fold import fold as folded
from tests.crm.filters import trade

NEGATED = {"is_not": "is", "not_contains": "contains", "none_of": "any_of", "has_none": "has_any", "ne": "eq", "is_off": "is_on"}
TEXTS = "first_name last_name name email phone business job_title source street city region postal_code website language note".split()

fold = cache(folded)
"""The few words of the crowd are asked for by thousands of leaves."""


@cache
def away(day: date, number: int, unit: str) -> date:
    """So many days, weeks, months or years after a day, or before it."""
    return day + relativedelta(**{f"{unit}s": number})


class Oracle:
    """Judges people given as dictionaries, on a given day in a given zone."""

    def __init__(self, today: date, zone: str, first_weekday: int, me: str) -> None:
        self.today, self.zone, self.first_weekday, self.me = today, ZoneInfo(zone), first_weekday, me

    def holds(self, tree, person) -> bool:
        if isinstance(tree, Group):
            found = [self.holds(part, person) for part in tree.parts]
            return {"all": all(found), "any": any(found), "none": not any(found)}[tree.kind]
        if isinstance(tree, Related):
            return self.counted(tree, person)
        if tree.op in NEGATED:
            return not self.holds(Leaf(tree.field, NEGATED[tree.op], tree.value), person)
        return self.leaf(tree, person)

    def leaf(self, leaf, person) -> bool:
        key, op, value = leaf.field, leaf.op, leaf.value
        have = person[key]
        if op in ("empty", "not_empty"):
            return (have in ("", None, []) or (have == 0 and not (key in ("id", "score") or key.startswith("cf_")))) == (op == "empty")
        if key.startswith("cf_"):
            return self.own(key, op, value, have)
        if key in ("email", "emails", "phone", "phones"):
            return self.many(key, op, value, have)
        if key == "text":
            return fold(value) in fold(have)
        if key == "note":
            return any(fold(value) in fold(text) for text in have)
        if key in (*TEXTS, "role", "title"):
            return self.text(op, value, fold(have))
        if key in ("tags", "followers"):
            wanted = {fold(self.me if key == "followers" and v == "me" else v) for v in value}
            mine = {fold(v) for v in have}
            return wanted <= mine if op == "has_all" else bool(wanted & mine)
        if key in ("type", "country", "timezone", "owner", "by", "author"):
            wanted = [self.me if v == "me" else v for v in (value if op == "any_of" else [value])]
            return have in wanted
        if key in ("id", "score"):
            return self.number(op, value, have)
        if key == "dnc":
            return value in have
        return have is not None and self.when(op, value, have)

    def own(self, key, op, value, have) -> bool:
        """A field of the office's own, by what its values are asked for."""
        asks = trade.ASKS[key]
        if asks == "yesno":
            return bool(have)
        if asks == "many":
            return set(value) <= set(have) if op == "has_all" else bool(set(value) & set(have))
        if asks == "choice":
            return have in (value if op == "any_of" else [value])
        if not have and have != 0:
            return False
        if asks == "number":
            exact = tuple(Decimal(str(v)) for v in value) if op == "between" else Decimal(str(value))
            return self.number(op, exact, have)
        if asks == "text":
            return any(self.own_text(key, op, one, have) for one in (value if op == "any_of" else (value,)))
        return self.when(op, value, have)

    def own_text(self, key, op, value, have) -> bool:
        if key == "cf_line":
            value, have = (re.sub(r"\D", "", text).lstrip("0") for text in (value, have))
            if not value:
                return False
        return self.text("is" if op == "any_of" else op, value, fold(have))

    @staticmethod
    def text(op, value, have) -> bool:
        if op == "any_of":
            return have in {fold(v) for v in value}
        value = fold(value)
        return {"is": have == value, "contains": value in have, "starts_with": have.startswith(value), "ends_with": have.endswith(value)}[
            op
        ]

    def many(self, key, op, value, have) -> bool:
        if op == "has_all":
            return all(self.many(key, "any_of", (v,), have) for v in value)
        if op in ("any_of", "has_any"):
            return any(self.many(key, "is", v, have) for v in value)
        if key.startswith("email"):
            return any(self.text(op, value, fold(one)) for one in have)
        return any(self.phone(op, value, typed, e164) for typed, e164 in have)

    @staticmethod
    def phone(op, value, typed, e164) -> bool:
        lower, value = fold(typed), phones.plain(value)
        bare = re.sub(r"\D", "", value)
        digits = e164 or phones.key(e164, typed)
        if op == "is":
            number = phones.e164(value, "NO")
            same, known = phones.key(number, value), e164 is not None and number is not None
            return lower == fold(value) or (bool(same) and phones.key(e164, typed) == same and (e164 == number or not known))
        written = {
            "contains": fold(value) in lower,
            "starts_with": lower.startswith(fold(value)),
            "ends_with": lower.endswith(fold(value)),
        }[op]
        trunk = re.sub(r"^0+", "", bare) or bare
        known = phones.key(e164, typed)
        by_digits = {
            "contains": trunk in digits,
            "starts_with": digits.startswith(f"+{trunk}") or known.startswith(trunk),
            "ends_with": digits.endswith(bare),
        }
        return written or (bool(bare) and by_digits[op])

    @staticmethod
    def number(op, value, have) -> bool:
        if op == "between":
            return value[0] <= have <= value[1]
        return {"eq": have == value, "lt": have < value, "lte": have <= value, "gt": have > value, "gte": have >= value}[op]

    def when(self, op, value, have) -> bool:
        if isinstance(have, str) and have.startswith("--"):
            month_day = have[2:]
            return have == value if op == "on" else op == "anniversary_in_next" and self.soon(value, month_day)
        day = have.astimezone(self.zone).date() if isinstance(have, datetime) else date.fromisoformat(have)
        if op == "anniversary_in_next":
            return self.soon(value, f"{day:%m-%d}")
        if op in ("on", "before", "after") and str(value).startswith("--"):
            return False
        if op in ("on", "before", "after"):
            other = date.fromisoformat(value)
            return {"on": day == other, "before": day < other, "after": day > other}[op]
        if op == "between":
            return date.fromisoformat(value[0]) <= day <= date.fromisoformat(value[1])
        if op in ("in_last", "more_than_ago", "in_next", "more_than_ahead"):
            past, ahead = away(self.today, -value[0], value[1]), away(self.today, *value)
            return {
                "in_last": past <= day <= self.today,
                "more_than_ago": day < past,
                "in_next": self.today <= day <= ahead,
                "more_than_ahead": day > ahead,
            }[op]
        if op in ("today", "yesterday", "tomorrow"):
            return (day - self.today).days == {"today": 0, "yesterday": -1, "tomorrow": 1}[op]
        when, unit = op.split("_")
        return self.period(day, unit) == self.period(self.today, unit) + {"last": -1, "this": 0, "next": 1}[when]

    def period(self, day, unit) -> int:
        """The number of a day's week, month, quarter or year, counted on without a break."""
        if unit == "week":
            return (day.toordinal() - 1 - self.first_weekday) // 7
        return {"month": day.year * 12 + day.month - 1, "quarter": day.year * 4 + (day.month - 1) // 3, "year": day.year}[unit]

    def soon(self, span, month_day) -> bool:
        last = min(away(self.today, *span), self.today + timedelta(days=366))
        for year in (self.today.year, self.today.year + 1):
            try:
                birthday = date.fromisoformat(f"{year}-{month_day}")
            except ValueError:
                birthday = date(year, 2, 28)
            if self.today <= birthday <= last:
                return True
        return False

    def counted(self, part, person) -> bool:
        rows = [row for row in person[f"related {part.related}"] if self.holds(part.where, row)]
        return self.number(part.op, part.value, len(rows)) if part.op != "ne" else len(rows) != part.value


UTC_NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


class Judged:
    """People whom the oracle has judged: of those alike in what a leaf asks about, one for all."""

    def __init__(self, people, oracle) -> None:
        self.people, self.oracle = people, oracle
        self._alike, self._leaves = {}, {}

    def found(self, tree) -> frozenset[int]:
        """Those whom a tree holds of."""
        if isinstance(tree, Group):
            parts = [self.found(part) for part in tree.parts]
            everybody, some = frozenset(self.people), frozenset().union(*parts)
            return {"all": everybody.intersection(*parts), "any": some, "none": everybody - some}[tree.kind]
        if isinstance(tree, Related):
            return frozenset(i for i, person in self.people.items() if self.oracle.holds(tree, person))
        if tree not in self._leaves:
            judged = [ids for person, ids in self._alike_in(tree.field) if self.oracle.holds(tree, person)]
            self._leaves[tree] = frozenset().union(*judged)
        return self._leaves[tree]

    def _alike_in(self, key):
        """One person of each value, with the ids of all who have it."""
        if key not in self._alike:
            known = self._alike[key] = {}
            for i, person in self.people.items():
                known.setdefault(repr(person[key]), (person, []))[1].append(i)
        return self._alike[key].values()
