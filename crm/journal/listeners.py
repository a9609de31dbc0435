"""Listeners follow the events: each event reaches each listener exactly once, whatever crashes."""

from collections.abc import Callable, Sequence

from peewee import SQL, ModelSelect

from crm.db import db, is_sqlite
from crm.models import Event, Listener

Handler = Callable[[Sequence[Event]], None]
_handlers: dict[str, Handler] = {}


def listens(name: str) -> Callable[[Handler], Handler]:
    """Name a handler of events; it runs in the transaction that moves its cursor."""

    def register(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return register


def follow(limit: int = 1_000) -> int:
    """Hand every listener its next events; gives how many were handed out."""
    return sum(_follow(name, handler, limit) for name, handler in list(_handlers.items()))


def _follow(name: str, handler: Handler, limit: int) -> int:
    with db.atomic():
        Listener.insert(name=name).on_conflict_ignore().execute()
        cursor = Listener.select().where(Listener.name == name)
        place = (cursor if is_sqlite() else cursor.for_update()).get()
        events = list(_after(place).limit(limit))
        if events:
            handler(events)
            place.last_event_id, place.last_tx = events[-1].id, events[-1].tx or 0
            place.save()
    return len(events)


def _after(place: Listener) -> ModelSelect:
    """On PostgreSQL ids are given before commits: only events of transactions older than every open one are read, in their order."""
    if is_sqlite():
        return Event.select().where(Event.id > place.last_event_id).order_by(Event.id)
    older = Event.tx < SQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    later = (Event.tx > place.last_tx) | ((Event.tx == place.last_tx) & (Event.id > place.last_event_id))
    return Event.select().where(older & later).order_by(Event.tx, Event.id)
