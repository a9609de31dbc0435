"""Label sheets: the measures that Avery publishes, in millimetres; American sheets are given in inches there.

Sources: label sizes and counts as on Avery's boxes; margins and steps as LibreOffice (labels.xml) and gLabels (avery-us-templates.xml) have
Avery's sheets, which agree within 0.2 mm but for the 5160, whose first margin gLabels has had as 5/32 in too (0.8 mm; the middle column is the
same), and the L7163, which gLabels alone has 1.3 mm further left.
"""

from dataclasses import dataclass

from crm.errors import CrmError

_INCH = 25.4
SIZES = {"Letter": (8.5 * _INCH, 11 * _INCH), "A4": (210.0, 297.0)}


class NoSuchSheet(CrmError):
    """There is no label sheet “{name}”; choose one of {known}."""


class NoSuchLabel(CrmError):
    """A sheet of {name} has labels 1 to {count}: printing can’t start at label {start}."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet: paper, labels across and down, a label's size, the first label's corner, and the steps from label to label; mm."""

    key: str
    paper: str
    across: int
    down: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def count(self) -> int:
        """Labels on a sheet."""
        return self.across * self.down

    @property
    def name(self) -> str:
        """What the box of sheets says."""
        return f"Avery {self.key}, {self.paper}, {self.count} a sheet"

    def place(self, start: int) -> int:
        """The label to start at, from 1. Raises NoSuchLabel."""
        if not 1 <= start <= self.count:
            raise NoSuchLabel(name=self.key, count=self.count, start=start)
        return start

    def corner(self, at: int) -> tuple[float, float]:
        """The left and top of a label by its place on the sheet, from 0, row by row."""
        row, column = divmod(at, self.across)
        return self.left + column * self.step_x, self.top + row * self.step_y


def _letter(key: str, grid: tuple[int, int], size: tuple[float, float], left: float, step_x: float) -> Sheet:
    width, height = size
    return Sheet(key, "Letter", *grid, width * _INCH, height * _INCH, left * _INCH, 0.5 * _INCH, step_x * _INCH, height * _INCH)


SHEETS = {
    sheet.key: sheet
    for sheet in (
        _letter("5160", (3, 10), (2.625, 1), 3 / 16, 2.75),
        _letter("5161", (2, 10), (4, 1), 5 / 32, 4.1875),
        _letter("5163", (2, 5), (4, 2), 5 / 32, 4.1875),
        Sheet("L7160", "A4", 3, 7, 63.5, 38.1, 7.21, 15.15, 66.04, 38.1),
        Sheet("L7163", "A4", 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
    )
}


def usual(paper: str) -> str:
    """The sheet that most offices with this paper have."""
    return "5160" if paper == "Letter" else "L7160"


def sheet_of(key: str) -> Sheet:
    """The sheet of this number. Raises NoSuchSheet."""
    if key not in SHEETS:
        raise NoSuchSheet(name=key, known=", ".join(SHEETS))
    return SHEETS[key]
