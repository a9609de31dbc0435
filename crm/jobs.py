"""Every kind of long work and everybody who listens to events, gathered: whoever works, in the worker, a page or a command, knows them all."""

from crm import bulk
from crm.exporting import running as exporting
from crm.importing import running
from crm.journal import items, listeners, undoing, work
from crm.notices import listening, mails
from crm.tasks import reminding

__all__ = ["bulk", "exporting", "items", "listeners", "listening", "mails", "reminding", "running", "undoing", "work"]
