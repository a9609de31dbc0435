"""Background work: thin tasks that carry ids only."""
