"""Excel workbooks: the rows of one sheet as a person sees them, read as a stream out of an archive that is never unpacked."""

from crm.importing.workbooks.archive import Archive
from crm.importing.workbooks.book import Book

__all__ = ["Archive", "Book"]
