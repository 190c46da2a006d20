"""The formats in which a record leaves, one file each.

The module of a format has `write(leaving)`, which gives the file piece by piece; that of a format of several files has
`files(leaving)`, which gives each with its path in the folder. The pieces are text, or bytes where the format is no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from onrecord.export.leaving import Leaving


@dataclass(frozen=True, slots=True)
class Format:
    """A format, and its module where that has another name.

    `folder`: it is several files; `needs_texts`: it is nothing without the reports' texts.
    """

    name: str
    label: str
    folder: bool = False
    needs_texts: bool = False
    module: str = ""

    def write(self, leaving: Leaving) -> Iterator[str | bytes]:
        """The file of a format of one file, piece by piece."""
        made: Iterator[str | bytes] = import_module(f"{__name__}.{self.module or self.name}").write(leaving)
        return made

    def files(self, leaving: Leaving) -> Iterator[tuple[str, Iterable[str | bytes]]]:
        """The files of a format of several, each with its path in the folder."""
        made: Iterator[tuple[str, Iterable[str | bytes]]] = import_module(
            f"{__name__}.{self.module or self.name}"
        ).files(leaving)
        return made


FORMATS = {
    one.name: one
    for one in (
        Format("entries", "every line as JSON, in the shape of “onrecord read --jsonl”"),
        Format("plover", "events that happened as PLOVER records, with form, speakers and flags beside"),
        Format("cameo", "plain events in CAMEO codes, in the columns of GDELT 1.0 (tabs)"),
        Format("icews", "plain events in the columns of ICEWS (tabs)"),
        Format("polecat", "plain events in the columns of POLECAT (tabs)"),
        Format("commitments", "commitments as a table: form, and status by each speaker (CSV)"),
        Format("ceasefires", "ceasefires as a table: declared, effective, ended, by whose word (CSV)"),
        Format("agreements", "written and signed agreements as a table: stage, parties, third parties (CSV)"),
        Format("meetings", "meetings and rounds as a table: when, where, who, outcome by speaker (CSV)"),
        Format("parquet", "typed tables for DuckDB, polars, pandas and R (docs/analysis.md); needs pyarrow", folder=True),
        Format("brat", "a folder for the annotation tool brat, which comes back by “onrecord import brat”", folder=True, needs_texts=True),
        Format("conll", "a table of tokens with BIO columns, for annotators and taggers", needs_texts=True),
        Format("webannotation", "W3C Web Annotations in JSON-LD, one for each line"),
        Format("cas", "a folder of UIMA CAS as JSON for INCEpTION and dkpro-cassis, which comes back by “onrecord import cas”", folder=True, needs_texts=True),
        Format("ftm", "FollowTheMoney entities: actors, reports, meetings and who did what to whom"),
        Format("ftm-statements", "the same as FollowTheMoney statements, in CSV", module="ftm_statements"),
        Format("claims", "each line as a schema.org Claim, in JSON-LD, with who denies it"),
        Format("prov", "each line as a graph of its own with where it is from (PROV-O), in N-Quads"),
        Format("graphml", "who said or did what to whom, as a graph in GraphML"),
        Format("gexf", "the same graph for Gephi"),
        Format("ical", "meetings and deadlines with a date, as a calendar"),
        Format("geojson", "meetings and lines with a place, for maps"),
        Format("package", "tables, texts and how to cite them, as a Frictionless data package", folder=True),
    )
}  # fmt: skip
