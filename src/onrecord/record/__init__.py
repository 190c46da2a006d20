"""What is kept: reports, their texts and their entries, in a file that only its owner can read, or in PostgreSQL."""

from onrecord.record.engine import is_there
from onrecord.record.filters import EntryFilter
from onrecord.record.keep import Put
from onrecord.record.store import Forgotten, Record, open_record
from onrecord.record.texts import Hit, StoredReport

__all__ = ["EntryFilter", "Forgotten", "Hit", "Put", "Record", "StoredReport", "is_there", "open_record"]
