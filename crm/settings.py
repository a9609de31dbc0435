"""Settings come from the environment, once, and never change while the program runs."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm.errors import CrmError


class BadSetting(CrmError):
    """The setting {name} has the value “{value}”, which is not {expected}."""


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
        data = Path(environ.get("KITH_DATA", "instance")).resolve()
        data.mkdir(parents=True, exist_ok=True)
        host, port = environ.get("KITH_HOST", "127.0.0.1"), _port(environ.get("KITH_PORT", "8000"))
        return cls(
            data=data,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{data / 'kith.db'}",
            queue_url=environ.get("KITH_QUEUE_URL") or f"sqlite:///{data / 'queue.db'}",
            host=host,
            port=port,
            secret_key=environ.get("KITH_SECRET_KEY") or _kept_secret(data / "secret.key"),
            base_url=environ.get("KITH_BASE_URL") or f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",  # noqa: S104
            phone_region=environ.get("KITH_PHONE_REGION", "US").upper(),
            timezone=environ.get("KITH_TIMEZONE", "UTC"),
        )

    @property
    def secure(self) -> bool:
        """Whether people reach the office over TLS."""
        return self.base_url.startswith("https://")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise BadSetting(name="KITH_PORT", value=text, expected="a port between 0 and 65535")
    return int(text)


def _kept_secret(path: Path) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()
