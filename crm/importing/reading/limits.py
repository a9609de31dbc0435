"""What a file may hold at most; there is no limit on rows, nor on the size of a file of text."""

import csv

COLUMNS = 200
HEADER_CHARS = 200
CELL_CHARS = 32_767
LINE_BYTES = 8_000_000
RECORD_CHARS = 8_000_000
ROW_CHARS = 1_500_000
XLSX_BYTES = 100_000_000
XLSX_ENTRIES = 1_000
XLSX_RATIO = 100

# A longer record never reaches the parser, so its own and lower limit, which counts one cell, would only hide where the quote was opened.
csv.field_size_limit(2**31 - 1)
