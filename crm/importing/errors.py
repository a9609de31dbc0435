"""Why a whole file is refused: a code, a sentence, and what a person may choose where that helps."""

from typing import Any

from crm.errors import CrmError

_SENTENCES = {
    "empty": "The file is empty.",
    "no_rows": "The file has no rows: there is nothing in it, or only a heading.",
    "not_text": "This is not a table of text: {what}. Save the list as CSV and try again.",
    "json": "This is a JSON file, not a table. Save the list as CSV and try again.",
    "html": "This is a web page, not a table. Save the list as CSV and try again.",
    "compressed": "This is a compressed archive. Unpack it and import the file inside.",
    "xls_not_supported": "This is an Excel workbook {what}. Save it as “Excel Workbook (.xlsx)” or “CSV UTF-8” and import that file.",
    "encoding_unknown": "{why} Choose the encoding under which the names look right.",
    "unterminated_quote": "A quotation mark opened on line {line} is never closed, so everything after it would be one cell. Close it and try again.",
    "no_header_recognised": "{why} Choose the line that holds them, or match the columns yourself.",
    "duplicate_header": "Two columns want the same field: {columns}. Say which one to take.",
    "date_order_unknown": "Dates like {value} may be day or month first. Say which.",
    "date_order_mixed": "Some dates have the day first ({dmy}) and some the month ({mdy}). Say which order holds; the others are refused.",
    "too_many_columns": "The file has {count} columns; {limit} are allowed.",
    "xlsx_damaged": "This Excel workbook is cut off or damaged. Open it in Excel, save it anew and import that file.",
    "xlsx_too_large_unpacked": "Unpacked, this workbook would be too large: {limit} MB are allowed. Save the list as “CSV UTF-8”, which has no limit.",
    "xml_entities": "This workbook holds declarations that no spreadsheet writes, so it isn’t opened. Save the list as “CSV UTF-8” and import that file.",
    "header_too_long": "The heading of column {column} is longer than {limit} characters.",
}
_ASKS = {"encoding_unknown", "no_header_recognised", "duplicate_header", "date_order_unknown", "date_order_mixed"}


class FileError(CrmError):
    """{message} Nothing was imported."""

    def __init__(self, code: str, choices: dict[str, Any] | None = None, **facts: Any) -> None:
        super().__init__(code=code, recoverable=code in _ASKS, choices=choices or {}, message=_SENTENCES[code].format_map(facts))

    def as_json(self) -> dict[str, Any]:
        """The error as other programs read it."""
        return {"code": self.code, "recoverable": self.recoverable, "message": str(self), "choices": self.choices}
