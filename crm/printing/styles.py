"""The style of what is printed: the same for the browser and for the PDF."""

from collections.abc import Sequence

from crm.printing import fitting
from crm.printing.sheets import SIZES, Sheet

_UPRIGHT = 7
"""So many columns fit on paper that stands upright."""
_NARROW, _COLUMN = 4, 104
"""So many columns fit on the screen of a phone; where there are more each has so many pixels, and the list moves sideways."""
_BASE = """
*{box-sizing:border-box}h1,p,.card{overflow-wrap:anywhere}html{font-family:"Liberation Sans","Noto Sans",Arial,"Noto Sans CJK SC","Noto Color Emoji",sans-serif;color:#111}body{margin:0;font-size:9.5pt;line-height:1.35}
a{color:inherit;text-decoration:none}table{width:100%;border-collapse:collapse}thead{display:table-header-group}tr{break-inside:avoid}
h1{font-size:15pt;margin:0}header p{margin:2pt 0 10pt;color:#555}th{text-align:left;font-size:8pt;color:#555;border-bottom:1pt solid #111;padding:0 5pt 3pt}
td{padding:5pt;border-bottom:.5pt solid #bbb;vertical-align:top}th,td{overflow-wrap:anywhere}table{table-layout:fixed}small{display:block;color:#555}
.list td{font-size:8.5pt}.list td,.list th{padding-left:2pt;padding-right:4pt}.box{display:inline-block;width:9pt;height:9pt;border:.8pt solid #555;border-radius:2pt}.tick{width:18pt}.wide{width:29%}.num{width:19%}.next{width:23%}
.cards{columns:2;column-gap:8mm}.card{break-inside:avoid;border-bottom:.5pt solid #bbb;padding:5pt 0}.card b{font-size:10.5pt}.no{color:#111;font-weight:bold}
@media screen{body{max-width:820px;margin:0 auto;padding:24px}.noprint a{text-decoration:underline}}@media print{.noprint{display:none}}
"""


def paged(paper: str, footer: str, shares: Sequence[int] = ()) -> str:
    """The style of lists, call lists and contact sheets: paper, repeated headings, and numbered pages; `shares` are the widths of columns.

    Many columns turn the paper.
    """
    turned, wide = (" landscape", "@media screen{body{max-width:1120px}}") if len(shares) > _UPRIGHT else ("", "")
    widths = "".join(f".list th:nth-child({at}){{width:{share}%}}" for at, share in enumerate(shares, 1))
    if len(shares) > _NARROW:
        widths += f"@media screen and (max-width:820px){{body{{padding:16px}}.across{{overflow-x:auto}}.list{{min-width:{_COLUMN * len(shares)}px}}}}"
    said = "".join(c for c in footer if c.isprintable()).replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
    return (
        f'@page{{size:{paper}{turned};margin:14mm 14mm 16mm;@bottom-left{{content:"{said}";font-size:8pt;color:#555}}'
        f'@bottom-right{{content:"Page " counter(page) " of " counter(pages);font-size:8pt;color:#555}}}}{_BASE}{wide}{widths}'
    )


def labelled(sheet: Sheet, right: float, down: float, outlines: bool = False) -> str:
    """The style of a label sheet, moved right and down by so many millimetres."""
    width, height = SIZES[sheet.paper]
    places = "".join(f".p{at}{{left:{x + right:.3f}mm;top:{y + down:.3f}mm}}" for at in range(sheet.count) for x, y in (sheet.corner(at),))
    sizes = "".join(f".s{number}{{font-size:{size}pt}}" for number, size in enumerate(fitting.SIZES))
    line = "outline:.4pt solid #888;" if outlines else ""
    return (
        f"@page{{size:{width:.3f}mm {height:.3f}mm;margin:0}}{_BASE}"
        f".sheet{{position:relative;width:{width:.3f}mm;height:{height:.3f}mm;overflow:hidden;break-after:page}}.sheet:last-child{{break-after:auto}}"
        f".label{{position:absolute;width:{sheet.width:.3f}mm;height:{sheet.height:.3f}mm;padding:{fitting.PADDING[1]}mm {fitting.PADDING[0]}mm;overflow:hidden;{line}"
        f"line-height:{fitting.LEADING};display:flex;flex-direction:column;justify-content:center}}"
        f".label span{{flex:none;overflow-wrap:anywhere}}.label span:first-child{{font-weight:bold}}{sizes}{places}"
        "@media screen{nav{padding:4px 20px;background:#fff}body{padding:0;max-width:none;background:#ddd}.sheet{background:#fff;margin:16px auto}}"
        "@media screen and (max-width:860px){.sheet{zoom:.56}}@media screen and (max-width:480px){.sheet{zoom:.42}}"
    )
