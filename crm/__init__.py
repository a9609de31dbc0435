"""The domain of Kith: all that stays true without HTTP."""

VERSION = "0.1.0"
