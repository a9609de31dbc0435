"""What every page shares: the htmx seam, the guard, loading, paging and errors."""
