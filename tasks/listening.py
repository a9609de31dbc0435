"""Long work that is queued is sent to the workers; the queue, and what runs there, is loaded when there is something to send."""

from crm import jobs
from crm.settings import Settings


def listen(settings: Settings) -> None:
    """Send every operation that is queued to the workers; the queue is opened when the first one is."""
    jobs.items.on_queued[:] = [lambda operation_id: _send(settings.queue_url, operation_id)]


def _send(url: str, operation_id: int) -> None:
    from tasks.queue import send

    send(url, operation_id)
