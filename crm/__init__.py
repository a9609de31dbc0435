"""The domain of Kith: all that stays true without HTTP."""
