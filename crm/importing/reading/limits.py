"""What a file may hold at most; there is no limit on rows or on the size of the file."""

import csv

COLUMNS = 200
HEADER_CHARS = 200
CELL_CHARS = 32_767
LINE_BYTES = 8_000_000
RECORD_CHARS = 8_000_000

# A longer record never reaches the parser, so its own and lower limit, which counts one cell, would only hide where the quote was opened.
csv.field_size_limit(2**31 - 1)
