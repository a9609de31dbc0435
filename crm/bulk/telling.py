"""What an operation was told beside what its title says: when a task is due and for whom it is, a reason, how the act is spread."""

from crm.bulk import drafts, schedule
from crm.bulk.registry import action
from crm.models import Operation


def parameters(head: Operation) -> list[tuple[str, str]]:
    """Labels and values in words, of a bulk act or an undo; others say it all in their title."""
    params = head.params
    if head.kind == "undo" and params.get("reason"):
        return [("Reason", str(params["reason"]))]
    if head.kind != "bulk" or "aim" not in params:
        return []
    drip = schedule.of(params)
    spread = [("Little by little", schedule.describe(drip))] if drip else []
    return [*action(params["action"], drafts.kind_of(head)).details(params["aim"]), *spread]
