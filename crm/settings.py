"""Settings come from the environment, once, and never change while the program runs."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from phonenumbers import SUPPORTED_REGIONS

from crm import zones
from crm.errors import CrmError


class BadSetting(CrmError):
    """The setting {name} has the value “{value}”, which is not {expected}."""


_DATABASES = ("sqlite:///", "postgresql://", "postgres://")
_QUEUES = (*_DATABASES, "redis://", "rediss://", "unix://")
_SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """One office's settings; `data` is the folder of its database, queue, files and secret."""

    data: Path
    database_url: str
    queue_url: str
    host: str
    port: int
    secret_key: str
    base_url: str
    phone_region: str
    timezone: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the KITH_* variables and DATABASE_URL; what is not named gets its default."""
        data = _folder(environ.get("KITH_DATA") or "instance")
        host, port = environ.get("KITH_HOST") or "127.0.0.1", _port(environ.get("KITH_PORT") or "8000")
        reached = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104
        return cls(
            data=data,
            database_url=_address("DATABASE_URL", environ.get("DATABASE_URL") or f"sqlite:///{data / 'kith.db'}", _DATABASES),
            queue_url=_address("KITH_QUEUE_URL", environ.get("KITH_QUEUE_URL") or f"sqlite:///{data / 'queue.db'}", _QUEUES),
            host=host,
            port=port,
            secret_key=_secret(environ.get("KITH_SECRET_KEY") or _kept_secret(data / "secret.key")),
            base_url=_base(environ.get("KITH_BASE_URL") or f"http://{reached}:{port}"),
            phone_region=_region((environ.get("KITH_PHONE_REGION") or "US").upper()),
            timezone=_zone(environ.get("KITH_TIMEZONE") or "UTC"),
        )

    @property
    def secure(self) -> bool:
        """Whether people reach the office over TLS."""
        return self.base_url.startswith("https://")


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    with suppress(OSError):
        path.mkdir(parents=True, exist_ok=True)
    if not (path.is_dir() and os.access(path, os.W_OK | os.X_OK)):
        raise BadSetting(name="KITH_DATA", value=text, expected="a folder that can be made and written in")
    return path


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise BadSetting(name="KITH_PORT", value=text, expected="a port between 0 and 65535")
    return int(text)


def _address(name: str, url: str, kinds: tuple[str, ...]) -> str:
    if not url.startswith(kinds):
        raise BadSetting(name=name, value=url, expected=f"an address that starts with {', '.join(kinds[:-1])} or {kinds[-1]}")
    return url.replace("postgres://", "postgresql://", 1)


def _base(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise BadSetting(name="KITH_BASE_URL", value=url, expected="an address like https://kith.example.org")
    return url.rstrip("/")


def _region(code: str) -> str:
    if code not in SUPPORTED_REGIONS:
        raise BadSetting(name="KITH_PHONE_REGION", value=code, expected="the two letters of a country, like US")
    return code


def _zone(name: str) -> str:
    if (zone := zones.find(name)) is None:
        raise BadSetting(name="KITH_TIMEZONE", value=name, expected=zones.expected(name))
    return zone


def _secret(text: str) -> str:
    if len(text) < _SHORTEST_SECRET:
        raise BadSetting(name="KITH_SECRET_KEY", value="…", expected=f"at least {_SHORTEST_SECRET} characters long")
    return text


def _kept_secret(path: Path) -> str:
    """The office's own secret, written whole or not at all, whoever comes first."""
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
