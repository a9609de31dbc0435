"""What the tests need beyond Python packages: a browser, its fonts, Java, and two checkers from npm."""

import os
import shutil
from pathlib import Path

from house.setup import SetupFailed, run

_PROGRAMS = {"chromium": "chromium", "java": "default-jre-headless", "npm": "npm"}
_FONTS = {"/usr/share/fonts/truetype/liberation": "fonts-liberation"}


def equip() -> None:
    """Install what is missing through apt-get, as root only, and the checkers as package-lock.json names them."""
    missing = [package for name, package in _PROGRAMS.items() if shutil.which(name) is None]
    missing += [package for path, package in _FONTS.items() if not Path(path).exists()]
    if missing:
        _install(missing)
    run(
        ["npm", "ci", "--ignore-scripts"],
        "The checkers named in package-lock.json could not be installed; what npm said stands above.",
    )


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
