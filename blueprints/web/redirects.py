"""Where a `next` may lead: a path on this site, nothing else."""

import re

_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")


def safe_path(text: str | None, default: str = "/") -> str:
    """The path if it stays on this site, else the default."""
    return text if text and _PATH.fullmatch(text) else default
