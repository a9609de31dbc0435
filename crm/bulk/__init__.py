"""Bulk acts: one act for many people. The people are fixed first, then looked at, then written in set-based batches."""

from crm.bulk import running
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown
from crm.bulk.drafts import draft, joined, left, refreeze, selection_of
from crm.bulk.errors import Begun, Expired, NobodyChosen, NoSuchAction, Unsaid
from crm.bulk.registry import ACTIONS, action, offered, register
from crm.bulk.starting import AT_ONCE, act, finish_small, newest_change, set_field, start
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
    "NoSuchAction",
    "NobodyChosen",
    "Params",
    "Shown",
    "Unsaid",
    "act",
    "action",
    "draft",
    "finish_small",
    "joined",
    "left",
    "newest_change",
    "offered",
    "refreeze",
    "register",
    "running",
    "selection_of",
    "set_field",
    "start",
]
