"""Event data that somebody else made, read row by row."""

from onrecord.sources.foreign.described import DATASETS, Dataset, dataset
from onrecord.sources.foreign.lines import Table, Wrong, read_table
from onrecord.sources.foreign.plover import MEETING, quad_of, root_of_act
from onrecord.sources.foreign.rows import hash_of

__all__ = [
    "DATASETS",
    "MEETING",
    "Dataset",
    "Table",
    "Wrong",
    "dataset",
    "hash_of",
    "quad_of",
    "read_table",
    "root_of_act",
]
