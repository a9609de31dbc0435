"""What a person types becomes a condition on contacts: every word must be found, in any spelling of numbers."""

import re
from functools import reduce
from operator import and_

from peewee import SQL, Expression, NodeList, fn

from crm.db import is_sqlite
from crm.fold import fold
from crm.models import LIVE, Business, Contact, ContactEmail, ContactSearch, ContactTag, CustomValue, Tag
from crm.search import own_texts

_PHONE = re.compile(r"[\d+()\-./\s]+")
_LONG = 3
_LAST = "\U0010ffff"


def parse(typed: str) -> list[str]:
    """The words to look for: folded; a phone number in any spelling is one word of digits."""
    folded = fold(typed.replace("\x00", ""))[:200]
    if _PHONE.fullmatch(folded):
        digits = re.sub(r"\D+", "", folded)
        bare = re.sub(r"^(00|0)+", "", digits) if not folded.startswith("+") else digits
        if len(bare) >= _LONG:
            return [bare]
    return folded.split()


def condition(typed: str) -> Expression | None:
    """Contacts in which every word is found: in the name, the addresses, the numbers, the business, a tag, or at the beginning of
    what they hold in a field of the office's own. None asks for nothing."""
    words = parse(typed)
    if not words:
        return None
    long = [w for w in words if len(w) >= _LONG]
    plain = [w for w in long if not _beside(w)]
    parts = [_document(plain)] if plain else []
    parts += [_anywhere(w) for w in long if w not in plain]
    parts += [_begins(w) for w in words if len(w) < _LONG]
    return reduce(and_, parts)


def documents_only(typed: str) -> Expression | None:
    """The condition on the search documents alone, where nothing beside them comes into it: they hold live contacts only."""
    words = parse(typed)
    if not words or any(len(w) < _LONG or _beside(w) for w in words):
        return None
    return _matches(words)


def holding(column: object, word: str) -> NodeList:
    """A folded column in which a word stands somewhere."""
    return _like(column, f"%{_escaped(word)}%")


def probe(typed: str) -> Expression | None:
    """The same set as a test of one contact's own rows: quick where most contacts pass. None asks for nothing."""
    words = parse(typed)
    return reduce(and_, [_probe(w) for w in words]) if words else None


def _probe(word: str) -> Expression:
    short = len(word) < _LONG
    own = _probe_begins(word) if short else _probe_document(word)
    if not short and not _beside(word):
        return own
    b, t, tag = Business.alias(), ContactTag.alias(), Tag.alias()
    at = b.select(SQL("1")).where((b.id == Contact.business) & (b.state == 1) & _matching(b.name_f, word))
    tagged = (
        t.select(SQL("1"))
        .join(tag, on=(tag.id == Tag.stood_for(t.tag)))
        .where((t.contact == Contact.id) & (t.on == 1) & (tag.state == 1) & _matching(tag.name_f, word))
    )
    held, v = own_texts.beginning(word), CustomValue
    found = own | fn.EXISTS(at) | fn.EXISTS(tagged)
    return found if held is None else found | fn.EXISTS(held.select(SQL("1")).where(v.record == Contact.id))


def _probe_document(word: str) -> Expression:
    s = ContactSearch.alias()
    return fn.EXISTS(s.select(SQL("1")).where((s.rowid == Contact.id) & _matching(s.text, word)))


def _probe_begins(word: str) -> Expression:
    e = ContactEmail.alias()
    mail = e.select(SQL("1")).where((e.contact == Contact.id) & (e.state == 1) & _range(fn.COALESCE(e.email_f, e.email_key), word))
    return _range(Contact.name_f, word) | _range(Contact.sort_f, word) | fn.EXISTS(mail)


def _matching(column: object, word: str) -> Expression | NodeList:
    return _range(column, word) if len(word) < _LONG else _like(column, f"%{_escaped(word)}%")


def _document(words: list[str]) -> Expression:
    return Contact.id.in_(ContactSearch.select(ContactSearch.rowid).where(_matches(words)))


def _matches(words: list[str]) -> Expression:
    if is_sqlite():
        phrases = " ".join('"' + w.replace('"', '""') + '"' for w in words)
        return Expression(ContactSearch.text, "MATCH", SQL("?", [phrases]))
    return reduce(and_, [_like(ContactSearch.text, f"%{_escaped(w)}%") for w in words])


def _anywhere(word: str) -> Expression:
    pattern = f"%{_escaped(word)}%"
    return _or_own(_document([word]) | _at_business(_like(Business.name_f, pattern)) | _tagged(_like(Tag.name_f, pattern)), word)


def _begins(word: str) -> Expression:
    """One or two letters: a word of the name, an address, the business or a tag begins with them."""
    names = _range(Contact.name_f, word) | _range(Contact.sort_f, word)
    mail = Contact.id.in_(ContactEmail.holders(lambda column: _range(column, word)))
    return _or_own(names | mail | _at_business(_range(Business.name_f, word)) | _tagged(_range(Tag.name_f, word)), word)


def _or_own(found: Expression, word: str) -> Expression:
    held = own_texts.beginning(word)
    return found if held is None else found | Contact.id.in_(held)


def _at_business(which: Expression) -> Expression:
    return Contact.business.in_(Business.select(Business.id).where((Business.state == SQL("1")) & which))


def _tagged(which: Expression) -> Expression:
    t = ContactTag
    tags = Tag.select(Tag.id).where((Tag.state == SQL("1")) & which)
    merged = Tag.merged()
    known = tags if not merged else Tag.and_merged({i for (i,) in tags.tuples()})
    return Contact.id.in_(t.select(t.contact).where((t.on == 1) & t.tag.in_(known)))


def _beside(word: str) -> bool:
    """Whether a business or tag has a word in its name, or a value of the office's own begins with it."""
    held = own_texts.beginning(word)
    return _in_small_tables(word) or (held is not None and held.limit(1).exists())


def _in_small_tables(word: str) -> bool:
    pattern = f"%{_escaped(word)}%"
    for model in (Business, Tag):
        if model.select(SQL("1")).where((model.state == LIVE) & _like(model.name_f, pattern)).limit(1).exists():
            return True
    return False


def _range(column: object, prefix: str) -> Expression:
    return (column >= prefix) & (column < prefix + _LAST)  # type: ignore[operator]


def _like(column: object, pattern: str) -> NodeList:
    """LIKE with case and the escape sign as written (Peewee's own operator means GLOB on SQLite)."""
    mark = "?" if is_sqlite() else "%s"
    return NodeList((column, SQL(f"LIKE {mark} ESCAPE '\\'", [pattern])))


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)
