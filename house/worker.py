"""`python -m house.worker`: the worker as bin/serve starts it."""

import logging
import sys

from crm.errors import CrmError
from crm.settings import Settings
from house.family import end_with_parent
from tasks.queue import BROKEN
from tasks.worker import work_for


class InOneLine(logging.Filter):
    """A queue that is away is tried again and again: each time is told in a line, not with all that led there."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, shortened where the queue can't be reached."""
        error = record.exc_info[1] if record.exc_info else None
        if record.name.startswith("huey.consumer") and isinstance(error, BROKEN):
            record.msg, record.args, record.exc_info = "the queue can’t be reached: %s", (error,), None
        return True


def main() -> int:
    """Work until told to stop; gives the exit code."""
    end_with_parent()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(InOneLine())
    try:
        work_for(Settings.from_env())
    except CrmError as error:
        print(error, file=sys.stderr)
    except BROKEN as error:
        print(f"The queue can’t be used: {error}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
