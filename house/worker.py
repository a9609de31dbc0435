"""`python -m house.worker`: the worker as bin/serve starts it."""

import logging

from crm.settings import Settings
from house.family import end_with_parent
from tasks.worker import work_for

if __name__ == "__main__":
    end_with_parent()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    work_for(Settings.from_env())
