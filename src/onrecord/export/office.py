"""Tables for spreadsheets (XLSX) and documents for word processors (DOCX), written directly: the same content, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from onrecord.model.plain import safe

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# what fits into one cell
LONGEST = 32_767
# the earliest day that a zip file can name: a file made today and one made tomorrow are the same
DAY = (1980, 1, 1, 0, 0, 0)


def workbook(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """One sheet with a header that stays in sight. Text is text: no cell is ever a formula."""
    lines = [_row(1, columns, bold=True)]
    lines += [_row(number, row) for number, row in enumerate(rows, 2)]
    sheet = (
        f'{HEAD}<worksheet xmlns="{SHEET}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )
    book = (
        f'{HEAD}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{_xml(title)[:31]}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    styles = (
        f'{HEAD}<styleSheet xmlns="{SHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0" xfId="0"/>'
        '<xf fontId="1" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
    return _zip(
        ("xl/workbook.xml", "spreadsheetml.sheet.main", book),
        [("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet", "worksheet", sheet),
         ("xl/styles.xml", "spreadsheetml.styles", "styles", styles)],
    )  # fmt: skip


def _row(number: int, cells: Iterable[object], *, bold: bool = False) -> str:
    return f'<row r="{number}">{"".join(_cell(cell, bold) for cell in cells)}</row>'


def _cell(value: object, bold: bool) -> str:
    style = ' s="1"' if bold else ""
    if value is None or value == "":
        return f"<c{style}/>"
    if isinstance(value, bool):
        return f'<c{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c{style}><v>{value}</v></c>"
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{_xml(str(value)[:LONGEST])}</t></is></c>'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in a style, with smaller words behind it where there are any."""

    text: str
    style: str = "Normal"
    small: str = ""


# name: (half-points, bold, space before, indent)
STYLES = {
    "Title": (36, True, 0, 0),
    "Subtitle": (19, False, 0, 0),
    "Heading1": (26, True, 280, 0),
    "Group": (17, False, 40, 0),
    "ListParagraph": (21, False, 60, 220),
    "Under": (19, False, 20, 560),
    "Source": (17, False, 40, 0),
}


def document(title: str, paragraphs: Iterable[Paragraph]) -> bytes:
    """A document of paragraphs on A4."""
    body = "".join(_paragraph(one) for one in paragraphs)
    text = (
        f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="600" w:footer="600" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )
    styles = "".join(_style(name, *how) for name, how in STYLES.items())
    sheet = (
        f'{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>'
        '<w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{styles}</w:styles>"
    )
    return _zip(
        ("word/document.xml", "wordprocessingml.document.main", text),
        [("word/styles.xml", "wordprocessingml.styles", "styles", sheet)],
    )


def _paragraph(one: Paragraph) -> str:
    small = f'<w:r><w:rPr><w:sz w:val="17"/></w:rPr>{_text(one.small)}</w:r>' if one.small else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{one.style}"/></w:pPr><w:r>{_text(one.text)}</w:r>{small}</w:p>'


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{_xml(text)}</w:t>'


def _style(name: str, size: int, bold: bool, before: int, indent: int) -> str:
    label = {"Heading1": "heading 1", "ListParagraph": "List Paragraph"}.get(name, name)
    level = '<w:outlineLvl w:val="0"/>' if name == "Heading1" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:spacing w:before="{before}" w:after="40"/><w:ind w:left="{indent}"/>{level}</w:pPr>'
        f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _zip(main: tuple[str, str, str], others: list[tuple[str, str, str, str]]) -> bytes:
    """An office package: the main part, and the parts it refers to, as (name, content type, relation, XML)."""
    folder, name = main[0].rsplit("/", 1)
    types = [(main[0], main[1]), *((path, kind) for path, kind, _, _ in others)]
    content = "".join(
        f'<Override PartName="/{path}" ContentType="{MAIN}.{kind}+xml"/>' for path, kind in types
    )  # fmt: skip
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{relation}" Target="{path.removeprefix(folder + "/")}"/>'
        for n, (path, _, relation, _) in enumerate(others, 1)
    )
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{content}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main[0]}"/></Relationships>',
        f"{folder}/_rels/{name}.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>',
        main[0]: main[2],
        **{path: text for path, _, _, text in others},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            info = zipfile.ZipInfo(path, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))
    return out.getvalue()


def _xml(text: str) -> str:
    """Text for XML: nothing acts as markup, and what XML cannot hold shows as a replacement character."""
    clean = safe(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return escape(clean, {'"': "&quot;"})
