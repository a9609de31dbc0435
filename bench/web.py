"""Kith over HTTP: pages with one client and with eight, and people working while an import runs."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.table import Table
from crm.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
EDITED = 77
PAGES = (
    ("list, first page", "/contacts"),
    ("list, page 1,000", "/contacts?page=1000"),
    ("list by city, page 500", "/contacts?sort=city&page=500"),
    ("search a word", "/contacts?q=" + quote("anna")),
    ("search part of a word", "/contacts?q=" + quote("kowal")),
    ("search part of a phone number", "/contacts?q=" + quote("555")),
    ("search what a third has", "/contacts?q=" + quote(".com")),
    ("search a business", "/contacts?q=" + quote("roofing")),
    ("search one letter", "/contacts?q=m"),
    ("record", "/contacts/500?n=500"),
    ("record with 5,000 events", "/contacts/501?n=501"),
    ("its timeline, narrowed by a word", "/contacts/501/timeline?words=4321"),
    ("the palette", "/palette?q=" + quote("kowal")),
)


def memory(pid: int) -> int:
    """Anonymous memory of a process now, in KB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon")), 0)


def pages(table: Table, environ: dict[str, str], settings: Settings, password: str) -> None:
    """Each page with one client; the list with eight; beside a bare page of fifty rows."""
    with serving(environ, "bench.bare:app") as bare:
        floor_one, _ = _percentiles(Client(bare), "/", 300)
        floor_eight = _rate(bare, "", "/")
    with serving(environ) as port:
        client = Client(port, password)
        for name, path in PAGES:
            middle, high = _percentiles(client, path, 60)
            table.add(f"{name}, p50", middle, "ms", floor_one, "bare Flask and Jinja page of 50 rows")
            table.add(f"{name}, p95", high, "ms", None, "")
        table.add("list, eight clients", _rate(port, client.cookie, "/contacts"), "req/s", floor_eight, "the bare page")


def writes_during_import(table: Table, environ: dict[str, str], settings: Settings, password: str) -> None:
    """A person edits every 50 ms while another import runs."""
    file = settings.data / "more.csv"
    file.write_text("first_name,last_name,email\n" + "".join(f"More,Person {n},more{n}@example.org\n" for n in range(30_000)))
    with serving(environ) as port:
        client = Client(port, password)
        quiet = sorted(edit(client, n) for n in range(60))
        command = [sys.executable, "-m", "house.command", "import", str(file), "--json"]
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
        busy = []
        while process.poll() is None:
            busy.append(edit(client, len(busy)))
            time.sleep(0.05)
    busy.sort()
    table.add("an edit, nobody else working, p95", quiet[int(len(quiet) * 0.95)], "ms", None, "")
    table.add("an edit while an import runs, p50", busy[len(busy) // 2], "ms", None, "")
    table.add("an edit while an import runs, p95", busy[int(len(busy) * 0.95)], "ms", None, "")


class Client:
    """One browser that is signed in."""

    def __init__(self, port: int, password: str = "", cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = cookie
        if password:
            answer = self.send("POST", "/sign-in", urlencode({"email": "ada@example.org", "password": password}))
            self.cookie = "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")

    def send(self, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status in (200, 303), (path, answer.status)
        return answer


def edit(client: Client, n: int) -> float:
    """Milliseconds of one edit of a person."""
    began = time.perf_counter()
    client.send("POST", f"/contacts/{EDITED}", urlencode({"city": f"City {n} {time.time()}"}))
    return (time.perf_counter() - began) * 1000


def timed(client: Client, path: str) -> float:
    """Milliseconds of one page."""
    began = time.perf_counter()
    client.send("GET", path)
    return (time.perf_counter() - began) * 1000


def _percentiles(client: Client, path: str, times: int) -> tuple[float, float]:
    taken = sorted(timed(client, path) for _ in range(times))
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def _rate(port: int, cookie: str, path: str, seconds: float = 6, clients: int = 8) -> float:
    done, until = [0] * clients, time.perf_counter() + seconds

    def go(slot: int) -> None:
        client = Client(port, cookie=cookie)
        while time.perf_counter() < until:
            client.send("GET", path)
            done[slot] += 1

    threads = [threading.Thread(target=go, args=(slot,)) for slot in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


@contextmanager
def serving(environ: dict[str, str], app: str = "app:create_app()") -> Iterator[int]:
    """gunicorn as bin/serve runs it: two processes of two threads."""
    port = 18_000 + os.getpid() % 1_000
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-k",
        "gthread",
        "-w",
        "2",
        "--threads",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        app,
    ]
    process = subprocess.Popen(command, env=environ, cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server never answered")
