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
