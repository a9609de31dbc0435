"""Reading: a file becomes a stream of rows, whatever its encoding, delimiter, quotes and line ends, and never stands whole in memory."""

from crm.importing.reading.records import Record
from crm.importing.reading.source import Source, open_source

__all__ = ["Record", "Source", "open_source"]
