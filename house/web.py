"""How gunicorn serves Kith: two processes of four threads, which share what was loaded, connect after the fork and close what they opened."""

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from crm import db
from house.family import end_with_parent
from tasks.queue import close_queues

wsgi_app = "app:create_app()"
preload_app = True
bind = f"fd://{os.environ['KITH_LISTEN']}"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 15
limit_request_line = 8190
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def on_starting(server: Arbiter) -> None:
    """The first thing the web server does."""
    end_with_parent()


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """The last thing one of its processes does."""
    close_queues()
    db.settle_connection()
    if db.db.obj is not None:
        db.db.close()
