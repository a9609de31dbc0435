"""How Kith is set up, started, supervised and stopped."""
