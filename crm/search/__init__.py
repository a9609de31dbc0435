"""Finding people by what one types."""
