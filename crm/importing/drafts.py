"""An import that is being prepared: a draft keeps the file and what was chosen so far, and writes nobody until it is run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from crm import access, clock, kinds, text
from crm.associations import columns as links
from crm.db import db, is_sqlite
from crm.errors import CrmError
from crm.fields.custom import PREFIX
from crm.importing import knowing, mappings, recalling
from crm.importing.keeping import keep
from crm.importing.looking import Look, look
from crm.importing.options import Options
from crm.importing.reading.unpacking import forget, leaving_nothing, takes_long
from crm.importing.session import open_file
from crm.journal import items, once
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, Member, Operation, OperationItem, SavedMapping
from crm.models.operation import DRAFT, PAUSED, PLANNING, QUEUED

LIFE = timedelta(hours=24)
STEPS = ("file", "map", "choose", "review", "records")


class NotADraft(CrmError):
    """This import has started already, so its choices stand."""

    status = 409


class NotUnpacked(CrmError):
    """The file is still being unpacked. Go on when that is done."""

    status = 409


class Changed(CrmError):
    """The choices were changed meanwhile, maybe in another window. Look at what would happen now, then import."""

    status = 409


class FieldGone(Changed):
    """A field that this file was to fill has been taken away. Go back, see what its column means now, and look at the rows again."""


def begin(path: Path, name: str, options: Options, *, by: Member, folder: Path, key: str | None = None) -> Operation:
    """Keep a copy of the file as a draft; a file that nobody can read raises FileError and nothing is kept.

    What was said about files with the same headings is taken over: from the import whose outcome file this is, or a saved mapping.
    """
    access.require_edit(by)
    with leaving_nothing(path, folder):
        waits = takes_long(path, options, folder)
        more = {"unpack": options.as_json()} if waits else knowing.found(path, name, options, by, folder)
    kept, digest = keep(path, folder)
    told = {"file": text.single_line(name)[:200], "sha256": digest, "kept": str(kept), "review": True, "step": "file"}
    return store({"options": options.as_json(), **told, **more}, by=by, key=key)


def store(params: dict[str, Any], *, by: Member, key: str | None) -> Operation:
    """Keep a draft; one whose file has to be unpacked first waits for the worker."""
    title, status = f"Import of {params['file']}", PLANNING if "unpack" in params else DRAFT
    with once(by, key):
        head = Operation.create(kind="import", title=title, actor=by.id, params=params, status=status, idem_key=key, created_at=clock.now())
        if status == PLANNING:
            items.announce(head)
    return head


def is_new(head: Operation) -> bool:
    """Whether nothing is known of its file yet, for it was never unpacked."""
    return "size" not in head.params and "mapping" not in head.params


def options_of(head: Operation) -> Options:
    """What was chosen so far; a column whose field was taken away meanwhile feeds nothing."""
    told = Options.from_json(head.params["options"])
    return replace(told, columns={n: "" if _is_gone(key, CONTACTS) else key for n, key in told.columns.items()})


def seen(head: Operation) -> Look:
    """The file of a draft as its choices make it read."""
    return look(path_of(head), options_of(head), name=head.params["file"])


def path_of(head: Operation) -> Path:
    """The copy of the file."""
    return Path(head.params["kept"])


def origin(head: Operation) -> dict[str, Any]:
    """Where the choices about the columns come from: the import whose outcome file this is, or a saved mapping."""
    of, mapping = head.params.get("of"), head.params.get("mapping")
    known = SavedMapping.get_or_none((SavedMapping.id == mapping) & (SavedMapping.state == LIVE)) if mapping else None
    return {"import": Operation.get_or_none(Operation.id == of) if of else None, "mapping": known}


def use(head: Operation, word: str) -> Operation:
    """Take what is said about the columns from a saved mapping, by its number, or from the guess: “guess”."""
    told = options_of(head)
    if word.isdigit():
        return change(head, "map", mappings.apply(mappings.load(int(word)), told), mapping=int(word))
    bare = Options(phone_region=told.phone_region).as_json()
    return change(head, "map", mappings.with_kept(bare, told), mapping=None)


def change_file(head: Operation, options: Options) -> Operation:
    """Keep how the file is written; a part of it that takes long to unpack is unpacked by the worker first."""
    if takes_long(path_of(head), options, path_of(head).parent):
        return look_at_rows(head, {"unpack": options.as_json()})
    seen = look(path_of(head), options, name=head.params["file"])
    if seen.source is None and seen.error:
        raise seen.error
    told = knowing.read_otherwise(head, seen)
    return change(head, "map", Options.from_json(told.pop("options")), **told)


def change(head: Operation, step: str, options: Options, **more: Any) -> Operation:
    """Keep choices of one step; a plan made under others no longer holds, and a worker that makes one stops."""
    with _locked(head) as now:
        if "unpack" in now.params:
            raise NotUnpacked()
        told = options.as_json()
        same = told == now.params["options"] and now.status == DRAFT
        furthest = max(step, now.params["step"], key=STEPS.index)
        params = {**now.params, **more, "options": told, "step": furthest}
        if not same:
            params |= {"plan": None, "file_error": None}
        _put(now, params, **({} if same else _WAITING))
    return Operation.get_by_id(head.id)


def check(head: Operation) -> Operation:
    """Let the worker look at every row; raises FileError where something must be chosen first, as far as a short look tells."""
    session = open_file(path_of(head), options_of(head), name=head.params["file"], patient=False)
    session.before = recalling.before(head.params["sha256"], session.source)
    return look_at_rows(head, {"session": session.as_json(), "step": "review"})


def look_at_rows(head: Operation, changed: dict[str, Any]) -> Operation:
    """Let the worker plan a draft anew, with changed parameters."""
    with _locked(head) as now:
        params = {**now.params, **changed, "plan": None, "file_error": None}
        _put(now, params, **{**_WAITING, "status": PLANNING, "total": 0})
        items.announce(now)
    return Operation.get_by_id(head.id)


def stop(head: Operation) -> Operation:
    """Stop the worker that looks at the rows, or unpacks another part of the file; the choices are kept."""
    with _locked(head) as now:
        params = {name: value for name, value in now.params.items() if name != "unpack"}
        _put(now, {**params, "plan": None}, **_WAITING)
    return Operation.get_by_id(head.id)


def run(head: Operation, plan: str) -> Operation:
    """Set the import to work exactly as the plan says that somebody looked at; a second time changes nothing."""
    with db.atomic():
        now = _fresh(head)
        if now.status == DRAFT:
            if not plan or now.params.get("plan") != plan:
                raise Changed()
            kind, session = kinds.of(now.params.get("kind", CONTACTS.number)), now.params["session"]
            fed = session["columns"].values() if "columns" in session else [one["key"] for one in session["plan"]["columns"]]
            if any(_is_gone(key, kind) for key in fed):
                raise FieldGone()
            title = f"Imported {now.params['file']}"
            _put(now, now.params, status=QUEUED, cursor=0, title=title, started_at=None)
            items.announce(now)
        elif now.params.get("plan") != plan:
            raise Changed() if now.status == PLANNING else NotADraft()
    return Operation.get_by_id(head.id)


def discard(head: Operation) -> None:
    """Forget a draft, with its plan and the copy of its file if nothing else needs it."""
    with _locked(head) as now:
        OperationItem.delete().where(OperationItem.operation == now.id).execute()
        Operation.delete().where(Operation.id == now.id).execute()
    let_go(head)


def let_go(head: Operation) -> None:
    """Remove the file of a draft, with what was unpacked from it, unless another import needs it."""
    if not any(other.params.get("sha256") == head.params["sha256"] for other in knowing.imports() if other.id != head.id):
        path_of(head).unlink(missing_ok=True)
        forget(path_of(head).parent, head.params["sha256"])


def expire() -> int:
    """Forget the drafts that nobody finished within a day; gives their number."""
    old = list(knowing.imports().where((Operation.status == DRAFT) & (Operation.created_at < clock.now() - LIFE)))
    for head in old:
        discard(head)
    return len(old)


def earlier(head: Operation) -> Operation | None:
    """The newest import of a file with the very same content, with its actor's name; undone ones don't count."""
    query = knowing.imports().where((Operation.id != head.id) & Operation.status.not_in((DRAFT, PLANNING)) & Operation.undone_by.is_null())
    same = (one for one in query if one.params.get("sha256") == head.params.get("sha256"))
    return next(same, None)


def visible_to(actor: Member) -> Any:
    """The imports a member may see, with their actors' names, newest first: their own, or everybody's for admins."""
    return knowing.imports() if access.is_admin(actor) else knowing.imports().where(Operation.actor == actor.id)


def waiting(by: Member) -> list[Operation]:
    """A member's own drafts, newest first."""
    return list(knowing.imports().where((Operation.status == DRAFT) & (Operation.actor == by.id)).limit(5))


def _is_gone(key: str | None, kind: Kind) -> bool:
    custom = str(key).startswith(PREFIX) and key not in kind.fields.custom
    return custom or (str(key).startswith(links.PREFIX) and key not in links.ways_of(kind))


_WAITING = {"status": DRAFT, "cursor": 0, "lease_owner": "", "lease_until": None, "wish": ""}


@contextmanager
def _locked(head: Operation) -> Iterator[Operation]:
    """The draft as it is now, locked; one that has started raises NotADraft."""
    with db.atomic():
        now = _fresh(head)
        planning = now.status == PLANNING or (now.status == PAUSED and now.params.get("paused_in") == PLANNING)
        if "review" not in now.params or not (now.status == DRAFT or planning):
            raise NotADraft()
        yield now


def _fresh(head: Operation) -> Operation:
    query = Operation.select().where(Operation.id == head.id)
    found: Operation | None = (query if is_sqlite() else query.for_update()).first()
    if found is None:
        raise NotADraft()
    return found


def _put(now: Operation, params: dict[str, Any], **values: Any) -> None:
    Operation.update(params=params, **values).where(Operation.id == now.id).execute()
