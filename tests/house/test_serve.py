"""bin/serve: one command that runs an office, says how to get in, survives its parts, and stops cleanly."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from crm.settings import Settings
from house import serve
from house.family import alone
from house.serve import PortTaken, _listen
from tests import renewing
from tests.house.serving import ROOT, Served, eventually, family, is_gone, served


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "office"


def serve_and_wait(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "KITH_DATA": str(data), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "house.serve", *arguments], env=environ, capture_output=True, text=True, timeout=60)


def test_a_new_office_is_well_and_asks_its_first_visitor_for_a_setup_code(data: Path):
    with served(data) as office:
        assert office.health()["status"] == "ok"
        assert "setup code: " in office.words


def test_the_demo_says_how_to_sign_in_and_is_filled_once(data: Path):
    with served(data, "--demo") as office:
        assert "Sign in as dana@harlowpike.example with the password" in office.words
        assert "setup code" not in office.words
    with served(data, "--demo") as office:
        assert "has people already" in office.words


def test_a_second_one_for_the_same_office_says_who_is_there(data: Path):
    with served(data) as office:
        second = serve_and_wait(data, "--port", "0")
    assert second.returncode == 1
    assert f"already running for this office (process {office.process.pid})" in second.stderr


def test_a_taken_port_is_said_in_a_sentence(data: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = serve_and_wait(data, "--port", str(port))
    assert refused.returncode == 1
    assert (
        refused.stderr == f"Kith can’t listen on 127.0.0.1, port {port}: address already in use. Choose another with bin/serve --port N.\n"
    )


def test_a_queue_of_no_known_kind_ends_it_with_what_is_wrong(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KITH_QUEUE_URL", "amqp://elsewhere")
    refused = serve_and_wait(data, "--port", "0")
    assert refused.returncode == 1
    assert "The setting KITH_QUEUE_URL has the value “amqp://elsewhere”" in refused.stderr


@pytest.mark.parametrize("queue", ["postgresql", "redis"])
def test_an_office_on_postgresql_is_well_again_after_its_connections_were_cut(
    data: Path, server: psycopg.Connection, postgresql_url: str, redis_url: str, queue: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    monkeypatch.setenv("KITH_QUEUE_URL", redis_url if queue == "redis" else postgresql_url)
    with served(data) as office:
        everybody = family(office.process.pid)
        name = postgresql_url.rpartition("/")[2]
        cut = server.execute(renewing.CUT, [name, renewing.NAME]).fetchone()
        assert cut[0] > 0
        (data / "worker.beat").unlink(missing_ok=True)
        eventually(lambda: office.health()["status"] == "ok")
        assert family(office.process.pid) == everybody


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_everything_and_restarts_nothing(data: Path, number: int):
    with served(data) as office:
        everybody = family(office.process.pid)
        assert office.end(number) == 0
    assert all(is_gone(pid) for pid in everybody)
    assert "started again" not in office.words
    assert not list(data.glob("*-wal"))


def test_a_signal_to_everybody_at_once_stops_everything_too(data: Path):
    with served(data) as office:
        everybody = family(office.process.pid)
        for pid in everybody:
            os.kill(pid, signal.SIGTERM)
        assert office.process.wait(30) == 0
    assert all(is_gone(pid) for pid in everybody)
    assert "started again" not in office.words


@pytest.mark.parametrize(("module", "name"), [("house.worker", "worker"), ("gunicorn", "web server")])
def test_a_killed_part_is_started_again(data: Path, module: str, name: str):
    with served(data) as office:
        os.kill(office.child(module), signal.SIGKILL)
        eventually(lambda: f"The {name} ended unexpectedly and is started again." in office.words)
        (data / "worker.beat").unlink(missing_ok=True)
        eventually(lambda: office.health()["status"] == "ok")


def test_nothing_outlives_a_killed_office(data: Path):
    office = Served(data).wait_until_ready()
    everybody = family(office.process.pid)
    office.end(signal.SIGKILL)
    eventually(lambda: all(is_gone(pid) for pid in everybody))


def test_ctrl_c_before_the_office_is_open_ends_it_without_a_word(data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture):
    def interrupted(settings: Settings, demo: bool) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(serve, "serve", interrupted)
    monkeypatch.setattr(sys, "argv", ["bin/serve"])
    monkeypatch.setenv("KITH_DATA", str(data))
    assert (serve.main(), *capfd.readouterr()) == (130, "", "")


def test_after_a_kill_one_waits_for_the_port_and_else_says_that_it_is_taken(data: Path):
    data.mkdir()
    with alone(data / "serve.lock", "me") as forced:
        assert not forced
    (data / "serve.lock").write_text("process 1, killed")
    with alone(data / "serve.lock", "me") as forced, socket.create_server(("127.0.0.1", 0)) as left:
        assert forced
        settings = Settings.from_env({"KITH_DATA": str(data), "KITH_PORT": str(left.getsockname()[1])})
        with pytest.raises(PortTaken):
            _listen(settings, 0)
        threading.Timer(0.3, left.close).start()
        _listen(settings, 10).close()
