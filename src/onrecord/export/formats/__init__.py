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
    """A format by the name of its module. `folder`: it is several files; `needs_texts`: it is nothing without the reports' texts."""

    name: str
    label: str
    folder: bool = False
    needs_texts: bool = False

    def write(self, leaving: Leaving) -> Iterator[str | bytes]:
        """The file of a format of one file, piece by piece."""
        made: Iterator[str | bytes] = import_module(f"{__name__}.{self.name}").write(leaving)
        return made

    def files(self, leaving: Leaving) -> Iterator[tuple[str, Iterable[str | bytes]]]:
        """The files of a format of several, each with its path in the folder."""
        made: Iterator[tuple[str, Iterable[str | bytes]]] = import_module(f"{__name__}.{self.name}").files(leaving)
        return made


FORMATS = {
    one.name: one
    for one in (
        Format("entries", "every line as JSON, in the shape of “onrecord read --jsonl”"),
        Format("brat", "a folder for the annotation tool brat, which comes back by “onrecord import brat”", folder=True, needs_texts=True),
        Format("conll", "a table of tokens with BIO columns, for annotators and taggers", needs_texts=True),
        Format("webannotation", "W3C Web Annotations in JSON-LD, one for each line"),
        Format("cas", "a folder of UIMA CAS as JSON for INCEpTION and dkpro-cassis, which comes back by “onrecord import cas”", folder=True, needs_texts=True),
    )
}  # fmt: skip
