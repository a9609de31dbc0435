"""Settings: what nobody names gets its default, and what can't be is refused with the name of the setting."""

import stat
from pathlib import Path
from threading import Barrier, Thread

import pytest

from crm.settings import BadSetting, Settings


def settings(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env({"KITH_DATA": str(tmp_path), **environ})


def test_an_office_needs_no_settings(tmp_path: Path):
    found = settings(tmp_path)
    assert found.data == tmp_path
    assert found.database_url == f"sqlite:///{tmp_path}/kith.db"
    assert found.queue_url == f"sqlite:///{tmp_path}/queue.db"
    assert (found.host, found.port, found.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (found.phone_region, found.timezone, found.secure) == ("US", "UTC", False)


def test_the_data_folder_is_made_and_lies_in_instance_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert Settings.from_env({}).data == tmp_path / "instance"
    assert (tmp_path / "instance").is_dir()


@pytest.mark.parametrize(
    ("given", "reached"),
    [
        ({"KITH_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"KITH_HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"KITH_HOST": "192.168.1.5"}, "http://192.168.1.5:8000"),
        ({"KITH_HOST": "::1"}, "http://[::1]:8000"),
        ({"KITH_BASE_URL": "https://kith.example.org/"}, "https://kith.example.org"),
    ],
)
def test_the_base_url_follows_host_and_port_unless_named(tmp_path: Path, given: dict[str, str], reached: str):
    assert settings(tmp_path, **given).base_url == reached


def test_an_office_behind_tls_is_secure(tmp_path: Path):
    assert settings(tmp_path, KITH_BASE_URL="https://kith.example.org").secure


def test_an_empty_variable_counts_as_unnamed(tmp_path: Path):
    names = (
        "DATABASE_URL",
        "KITH_QUEUE_URL",
        "KITH_HOST",
        "KITH_PORT",
        "KITH_SECRET_KEY",
        "KITH_BASE_URL",
        "KITH_PHONE_REGION",
        "KITH_TIMEZONE",
    )
    assert settings(tmp_path, **dict.fromkeys(names, "")) == settings(tmp_path)


def test_postgres_has_two_spellings(tmp_path: Path):
    found = settings(tmp_path, DATABASE_URL="postgres://a@b/c", KITH_QUEUE_URL="postgres://a@b/q")
    assert (found.database_url, found.queue_url) == ("postgresql://a@b/c", "postgresql://a@b/q")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KITH_PORT", "eighty"),
        ("KITH_PORT", "65536"),
        ("KITH_PORT", "-1"),
        ("KITH_PORT", "٨٠"),
        ("DATABASE_URL", "mysql://somewhere"),
        ("DATABASE_URL", "redis://somewhere"),
        ("KITH_QUEUE_URL", "amqp://somewhere"),
        ("KITH_BASE_URL", "kith.example.org"),
        ("KITH_BASE_URL", "https://example.org/kith"),
        ("KITH_PHONE_REGION", "Norway"),
        ("KITH_TIMEZONE", "Mars/Olympus"),
        ("KITH_TIMEZONE", "../../etc/passwd"),
        ("KITH_TIMEZONE", "Europe"),
        ("KITH_DATA", "/dev/null"),
        ("KITH_DATA", "/proc/kith"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(tmp_path: Path, name: str, value: str):
    with pytest.raises(BadSetting, match=name):
        settings(tmp_path, **{name: value})


def test_a_short_secret_is_refused_and_not_shown(tmp_path: Path):
    with pytest.raises(BadSetting, match="KITH_SECRET_KEY") as refused:
        settings(tmp_path, KITH_SECRET_KEY="hunter2")
    assert "hunter2" not in str(refused.value)


def test_the_secret_is_made_once_and_nobody_else_may_read_it(tmp_path: Path):
    first = settings(tmp_path).secret_key
    assert len(first) == 64
    assert settings(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_everybody_who_starts_at_the_same_moment_gets_the_same_secret(tmp_path: Path):
    together, found = Barrier(8), set()

    def start() -> None:
        together.wait()
        found.add(settings(tmp_path).secret_key)

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_a_named_secret_leaves_no_file(tmp_path: Path):
    assert settings(tmp_path, KITH_SECRET_KEY="k" * 32).secret_key == "k" * 32
    assert list(tmp_path.iterdir()) == []
