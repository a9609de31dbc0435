"""Bulk acts: one act for many records of a kind. They are fixed first, then looked at, then written in set-based batches."""

from crm.bulk import running, schedule
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown
from crm.bulk.drafts import clear, draft, drop, joined, kind_of, left, refreeze, require_fresh, selection_of
from crm.bulk.errors import Begun, Expired, NobodyChosen, NoSuchAction, Unfit, Unsaid
from crm.bulk.preview import Movement, Preview, movement, preview
from crm.bulk.registry import ACTIONS, action, offered, register
from crm.bulk.starting import AT_ONCE, act, finish_small, meant, newest_change, set_field, start
from crm.bulk.telling import parameters
from crm.models import LIVE

__all__ = [
    "ACTIONS",
    "AT_ONCE",
    "LIVE",
    "Action",
    "Begun",
    "Cell",
    "Expired",
    "Given",
    "Look",
    "Movement",
    "NoSuchAction",
    "NobodyChosen",
    "Params",
    "Preview",
    "Shown",
    "Unfit",
    "Unsaid",
    "act",
    "action",
    "clear",
    "draft",
    "drop",
    "finish_small",
    "joined",
    "kind_of",
    "left",
    "meant",
    "movement",
    "newest_change",
    "offered",
    "parameters",
    "preview",
    "refreeze",
    "register",
    "require_fresh",
    "running",
    "schedule",
    "selection_of",
    "set_field",
    "start",
]
