"""Exports of reference managers: each item's file with what the library knows of it, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.model import Failure, Report
from onrecord.sources.references import bibtex, from_tex, ris
from tests import makefiles as make
from tests.arrive import BODY, OTHER, failures, look, reports, short, written

THIRD = "The army said that it had withdrawn from the two towns on Sunday. The rebels denied that any soldier had left."
RIS = """TY  - NEWS
TI  - Talks in Vienna end
AU  - Marsh, Ada
T2  - The Wire
DA  - 2026/03/17/
UR  - https://wire.example/a
L1  - files/12/Talks in Vienna.pdf
L2  - files/13/talks.html
L2  - https://wire.example/a.pdf
ER  -

TY  - NEWS
TI  - Tersia says no
T2  - The Wire
DA  - 2026/03/18/18:30:00
AB  - {other}
ID  - tersia
ER  -
"""
BIBTEX = """% exported
@comment{{nothing}}
@article{{marsh_talks_2026,
\ttitle = {{Talks in {{Vienna}} end}},
\tjournal = "The Wire",
\tdate = {{2026-03-17}},
\turl = {{https://wire.example/a}},
\tfile = {{Full Text:files/12/Talks in Vienna.pdf:application/pdf;Snapshot:files/13/talks.html:text/html}},
}}
@misc{{tersia, title = {{Tersia says \\"{{n}}o -- again}}, publisher = {{The Wire}}, year = 2026, month = mar, day = 18, abstract = {{{other}}} }}
"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:link="http://purl.org/rss/1.0/modules/link/">
 <bib:Article rdf:about="https://wire.example/a">
  <z:itemType>newspaperArticle</z:itemType>
  <dcterms:isPartOf><bib:Newspaper><dc:title>The Wire</dc:title></bib:Newspaper></dcterms:isPartOf>
  <link:link rdf:resource="#item_12"/><link:link rdf:resource="#item_13"/>
  <dc:date>2026-03-17</dc:date><dc:title>Talks in Vienna end</dc:title>
  <dc:identifier><dcterms:URI><rdf:value>https://wire.example/a</rdf:value></dcterms:URI></dc:identifier>
 </bib:Article>
 <z:Attachment rdf:about="#item_12"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/12/Talks in Vienna.pdf"/><dc:title>Full Text</dc:title><link:type>application/pdf</link:type>
 </z:Attachment>
 <z:Attachment rdf:about="#item_13"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/13/talks.html"/><link:type>text/html</link:type></z:Attachment>
 <bib:Document rdf:about="#item_20"><z:itemType>webpage</z:itemType>
  <dcterms:isPartOf><z:Website><dc:title>The Wire</dc:title></z:Website></dcterms:isPartOf>
  <dc:date>2026-03-18</dc:date><dc:title>Tersia says no</dc:title><dcterms:abstract>{other}</dcterms:abstract>
 </bib:Document>
</rdf:RDF>
"""
EXPORTS = {"My Library.ris": RIS, "My Library.bib": BIBTEX, "My Library.rdf": RDF}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "export"
    written(root, "files/12/Talks in Vienna.pdf", make.pdf([make.column(BODY)]))
    written(root, "files/13/talks.html", f"<html><body><article><p>{BODY}</p></article></body></html>")
    written(root, "files/40/beside.txt", THIRD)
    return root


@pytest.mark.parametrize("name", EXPORTS)
def test_files_beside_an_export_are_read_with_it_and_once(folder: Path, name: str) -> None:
    written(
        folder, name, EXPORTS[name].format(other=OTHER) if name != "My Library.ris" else RIS.replace("{other}", OTHER)
    )
    found = reports(folder)
    assert [r.original.name.partition("!")[2] for r in found[:1]] == ["files/12/Talks in Vienna.pdf"]
    first, second, beside = found
    assert short(first) == ("Talks in Vienna end", "2026-03-17", "The Wire")
    assert first.url and first.url.value == "https://wire.example/a" and first.source.decoder.startswith("pypdf/")
    assert first.original.file == str(folder / "files/12/Talks in Vienna.pdf")
    assert second.published and second.published.value == "2026-03-18" and OTHER in second.text
    assert second.outlet and second.outlet.value == "The Wire"
    # nobody's attachment is a report of its own
    assert beside.original.name == str(folder / "files/40/beside.txt")
    assert [f.why for f in failures(folder)] == ["another file of the same item"]


def test_csl_json_has_abstracts(tmp_path: Path) -> None:
    items = [
        {"id": "a", "type": "article-newspaper", "title": "Talks", "container-title": "The Wire", "abstract": BODY,
         "issued": {"date-parts": [["2026", 3, 7]]}, "URL": "https://wire.example/a"},
        {"id": "b", "type": "article-newspaper", "title": "Nothing", "issued": {"date-parts": [[2026]]}},
    ]  # fmt: skip
    path = written(tmp_path, "My Library.json", json.dumps(items))
    (one,) = reports(path)
    assert short(one) == ("Talks", "2026-03-07", "The Wire") and one.original.name.endswith("!a")


@pytest.mark.parametrize(
    "file", ["../secret.txt", "{outside}", "files/../../secret.txt", "file://{outside}", "link.txt"]
)
def test_no_file_outside_the_folder_of_the_export_is_read(folder: Path, file: str) -> None:
    secret = written(folder.parent, "secret.txt", THIRD)
    (folder / "link.txt").symlink_to(secret)
    path = written(folder, "a.ris", f"TY  - NEWS\nTI  - Talks\nL1  - {file.format(outside=secret)}\nER  - \n")
    (failure,) = look(path)
    assert isinstance(failure, Failure) and "outside the folder" in failure.why


def test_a_file_that_is_gone_is_named_and_the_abstract_stands_in(folder: Path) -> None:
    path = written(folder, "a.ris", f"TY  - NEWS\nTI  - Talks\nL1  - files/9/gone.pdf\nAB  - {OTHER}\nER  - \n")
    failure, one = look(path)
    assert isinstance(failure, Failure) and failure.skipped and "Export Files" in failure.hint
    assert isinstance(one, Report) and OTHER in one.text
    path = written(folder, "a.ris", "TY  - NEWS\nTI  - Talks\nL1  - files/9/gone.pdf\nER  - \n")
    (failure,) = look(path)
    assert isinstance(failure, Failure) and not failure.skipped


def test_windows_paths_and_those_of_endnote_are_found(folder: Path) -> None:
    written(folder, "lib.Data/PDF/77/a.txt", OTHER)
    body = "TY  - NEWS\nTI  - A\nL1  - files\\40\\beside.txt\nER  - \nTY  - NEWS\nTI  - B\nL1  - internal-pdf://77/a.txt\nER  - \n"
    found = reports(written(folder, "lib.ris", body))
    assert [r.title.value for r in found if r.title] == ["A", "B"] and THIRD in found[0].text


def test_a_folder_beside_an_export_that_names_nothing_in_it_is_read(folder: Path) -> None:
    written(folder, "notes.bib", "@misc{a, title = {Nothing}}")
    assert len(reports(folder)) == 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"The {V\"o}lk of {\'E}vry \& S{\o}n", "The Völk of Évry & Søn"),
        (r"50\% --- or \$5\_a", "50% — or $5_a"),
        (r"\v{C}a\c{c}ak \textendash{} {\ss}", "Čaçak – ß"),
        ("``No'' it said", "“No” it said"),
    ],
)
def test_tex_is_read_as_words(written: str, read: str) -> None:
    assert from_tex(written) == read


def test_broken_exports_are_named(tmp_path: Path) -> None:
    broken = {
        "a.bib": "@article{a, title = {never closed",
        "b.rdf": '<rdf:RDF xmlns:z="http://www.zotero.org/namespaces/export#"',
        "c.json": '[{"type": "a", "container-title": ',
    }
    for name, body in broken.items():
        (failure,) = look(written(tmp_path, name, body))
        assert isinstance(failure, Failure) and not failure.skipped and failure.hint, name


def test_long_and_odd_exports_are_read_in_time() -> None:
    deep = "@a{b, title = " + "{" * 100_000 + "}" * 100_000 + "}"
    assert len(list(bibtex(deep + "\n@a{c, title = {x}}" * 2_000))) == 2_001
    assert len(list(ris("TY  - NEWS\nTI  - x\n" * 5_000))) == 1
