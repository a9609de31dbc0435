"""What the tests need beyond Python packages: a browser, its fonts, Java, two checkers from npm, and PostgreSQL and Redis."""

import os
import shutil
import socket
from ctypes.util import find_library
from pathlib import Path

from house.setup import SetupFailed, run

_PROGRAMS = {name: name for name in ("chromium", "chromium-headless-shell")} | {"java": "default-jre-headless", "npm": "npm"}
_LIBRARIES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0", "harfbuzz-subset": "libharfbuzz-subset0"}
"""What PDFs are made with."""
_FONTS, _CLUSTERS = Path("/usr/share/fonts/truetype/liberation"), Path("/usr/lib/postgresql")
_POSTGRESQL_PORT, _REDIS_PORT = 5432, 6379


def equip() -> None:
    """Install what is missing through apt-get, as root only, and the checkers as package-lock.json names them."""
    missing = [*_programs(), *_servers()]
    if missing:
        _install(missing)
    run(["npm", "ci", "--ignore-scripts"], "The checkers named in package-lock.json could not be installed; what npm said stands above.")


def _programs() -> list[str]:
    fonts = [] if _FONTS.exists() else ["fonts-liberation"]
    libraries = [package for name, package in _LIBRARIES.items() if find_library(name) is None]
    return [*(package for name, package in _PROGRAMS.items() if shutil.which(name) is None), *fonts, *libraries]


def _servers() -> list[str]:
    """Servers that are neither named nor in reach; the tests then run their own, which needs the programs."""
    found = []
    if not (os.environ.get("TEST_DATABASE_URL") or _answers(_POSTGRESQL_PORT) or shutil.which("initdb") or _CLUSTERS.exists()):
        found.append("postgresql")
    if not (os.environ.get("TEST_REDIS_URL") or _answers(_REDIS_PORT) or shutil.which("redis-server")):
        found.append("redis-server")
    return found


def _answers(port: int) -> bool:
    with socket.socket() as visitor:
        visitor.settimeout(1)
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def _install(packages: list[str]) -> None:
    names = " ".join(packages)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupFailed(
            f"The tests need more of this machine. Install it and run bin/test again; on Debian, as root: apt-get install {names}"
        )
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    otherwise = f"apt-get could not install {names}. Install them yourself and run bin/test again."
    run(["apt-get", "update", "-q"], otherwise)
    run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], otherwise)
