"""What one report says: from a parsed report to drafts of entries, mentions and speeches."""

from onrecord.extract.learned.model import load_model
from onrecord.extract.learned.relation import ROOTS, Marked, load_relations
from onrecord.extract.parse import Parsed, parse
from onrecord.extract.reader import Extracted, Reader
from onrecord.extract.speech import Said

__all__ = ["ROOTS", "Extracted", "Marked", "Parsed", "Reader", "Said", "load_model", "load_relations", "parse"]
