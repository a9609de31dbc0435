"""Signing in and out, and the first owner."""

from blueprints.sign_in.pages import blueprint

__all__ = ["blueprint"]
