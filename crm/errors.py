"""Errors a person can read: the docstring is the message, the arguments are the facts."""

import inspect
from typing import Any


class CrmError(Exception):
    """Something went wrong; nothing was changed."""

    status = 422

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return inspect.cleandoc(type(self).__doc__ or "").format_map(self.facts)

    def __getattr__(self, name: str) -> Any:
        facts = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)


class NotFound(CrmError):
    """There is nothing at this address. It may have been removed, or you may not be allowed to see it."""

    status = 404
