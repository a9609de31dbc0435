"""`python -m house.worker`: the worker as bin/serve starts it."""

import logging
import sys

from crm.errors import CrmError
from crm.settings import Settings
from house.family import end_with_parent
from tasks.queue import BROKEN
from tasks.worker import work_for


def main() -> int:
    """Work until told to stop; gives the exit code."""
    end_with_parent()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
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
