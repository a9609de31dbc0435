"""The journal: every write is an operation of events and changes, and can be undone."""

from crm.journal.operation import AlreadyDone, done_with, once, operation
from crm.journal.undo import Outcome, plan, undo

__all__ = ["AlreadyDone", "Outcome", "done_with", "once", "operation", "plan", "undo"]
