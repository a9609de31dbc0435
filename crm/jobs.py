"""Every kind of long work, gathered so that a worker knows them all."""

from crm import bulk
from crm.exporting import running as exporting
from crm.importing import running
from crm.journal import listeners, undoing, work
from crm.notices import listening, mails
from crm.tasks import reminding

__all__ = ["bulk", "exporting", "listeners", "listening", "mails", "reminding", "running", "undoing", "work"]
