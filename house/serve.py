"""`bin/serve`: takes the port, brings the database up to date, keeps the web server and the worker alive, and stops both together."""

import argparse
import errno
import os
import socket
import sys
import time
from contextlib import ExitStack
from functools import partial

from peewee import PeeweeException

from crm import db
from crm.demo import NotEmpty, fill
from crm.errors import CrmError
from crm.members.setup import new_code
from crm.settings import Settings
from house.child import Child
from house.family import alone
from house.keeper import Keeper, is_well
from house.office import open_office

_LEFT_SECONDS, _GLANCE_SECONDS = 30.0, 0.2
"""How long a web server whose office was killed may answer what it has begun to, and how often one looks."""


class PortTaken(CrmError):
    """Kith can’t listen on {host}, port {port}: {why}. Choose another with bin/serve --port N."""


def main() -> int:
    """Serve until told to stop; gives the exit code."""
    wanted = _arguments()
    if wanted.port is not None:
        os.environ["KITH_PORT"] = str(wanted.port)
    try:
        return serve(Settings.from_env(), wanted.demo)
    except CrmError as error:
        print(error, file=sys.stderr)
    except PeeweeException as error:
        print(f"The database can’t be used: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def serve(settings: Settings, demo: bool) -> int:
    """Hold the office and its port, and run both programs until somebody ends this one."""
    with ExitStack() as held:
        forced = held.enter_context(alone(settings.data / "serve.lock", f"process {os.getpid()}"))
        listener = held.enter_context(_listen(settings, _LEFT_SECONDS if forced else 0))
        port = listener.getsockname()[1]
        environ = {**os.environ, "KITH_DATA": str(settings.data), "KITH_PORT": str(port), "KITH_LISTEN": str(listener.fileno())}
        told = [f"Kith is ready: {Settings.from_env(environ).base_url}", *_prepare(settings, demo), "Ctrl-C stops it."]
        web = Child("web server", ["gunicorn", "-c", "python:house.web"], environ, keeps=(listener.fileno(),))
        worker = Child("worker", ["house.worker"], environ)
        keeper = Keeper([web, worker])
        keeper.keep(partial(is_well, settings.host, port), partial(print, *told, sep="\n", flush=True))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/serve", description="Run Kith: the web server and its worker. Ctrl-C stops both.")
    parser.add_argument("--demo", action="store_true", help="fill an empty office with a believable example first")
    parser.add_argument("--port", type=int, metavar="N", help="listen on this port (8000, or KITH_PORT)")
    return parser.parse_args()


def _listen(settings: Settings, patience: float) -> socket.socket:
    """Take the port here, once: it is known when it is taken, and visitors wait while the web server restarts.

    `patience` is how many seconds may pass until what another left behind has let go of it.
    """
    family, until = socket.AF_INET6 if ":" in settings.host else socket.AF_INET, time.monotonic() + patience
    while True:
        try:
            return socket.create_server((settings.host, settings.port), family=family, backlog=512)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                raise PortTaken(host=settings.host, port=settings.port, why=os.strerror(error.errno or 0).lower()) from None
        time.sleep(_GLANCE_SECONDS)


def _prepare(settings: Settings, demo: bool) -> list[str]:
    """Bring the office up to date; gives what its people should be told."""
    (settings.data / "worker.beat").unlink(missing_ok=True)
    open_office(settings)
    told = []
    with db.connection():
        if demo:
            told.append(_demo())
        if code := new_code():
            told.append(f"It has no owner yet. Whoever opens it first is asked for this setup code: {code}")
    return told


def _demo() -> str:
    try:
        owner = fill()
    except NotEmpty as refused:
        return str(refused)
    return f"Sign in as {owner['email']} with the password {owner['password']}"


if __name__ == "__main__":
    sys.exit(main())
