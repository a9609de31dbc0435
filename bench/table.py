"""The table of figures."""


class Table:
    """Rows of measure, figure, unit, floor and what the floor is."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.rows: list[tuple[str, float, str, float | None, str]] = []

    def add(self, what: str, figure: float, unit: str, least: float | None, floor: str) -> None:
        """Add a figure, beside its floor where there is one."""
        self.rows.append((what, figure, unit, least, floor))
        print(_line(*self.rows[-1]), flush=True)

    def show(self) -> None:
        """Print the whole table."""
        print(f"\n{self.title}")
        for row in self.rows:
            print(_line(*row))


def _line(what: str, figure: float, unit: str, least: float | None, floor: str) -> str:
    beside = f"{figure / least:5.1f} ×  {least:8.2f}  {floor}" if least else ""
    return f"{what:44} {figure:9.2f} {unit:6} {beside}"
