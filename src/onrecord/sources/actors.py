"""Lists of actors: CSV with a header, or JSON lines of FollowTheMoney entities."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from onrecord.errors import RunStopped
from onrecord.model.listed import Listed
from onrecord.model.plain import count
from onrecord.sources.words import plain_text

KINDS = ("person", "organisation", "group", "state", "place")
# how else lists call them
ALSO = {
    "organization": "organisation", "org": "organisation", "body": "organisation", "party": "organisation",
    "government": "state", "country": "state", "individual": "person", "people": "person", "armed group": "group",
}  # fmt: skip
# columns of a table by the names they may have
COLUMNS = {
    "name": ("name", "caption", "label"),
    "aliases": ("aliases", "alias", "names", "other names", "also"),
    "kind": ("kind", "type", "schema"),
    "country": ("country", "nationality", "state"),
    "part_of": ("part_of", "part of", "belongs to", "member of", "organisation", "organization"),
}
PARTED = re.compile(r"\s*[|;]\s*")
# what a FollowTheMoney schema is here; others are no actors
SCHEMATA = {
    "Person": "person", "Organization": "organisation", "PublicBody": "organisation", "Company": "organisation",
    "LegalEntity": None,
}  # fmt: skip
NAMES = ("name", "alias", "previousName", "weakAlias", "abbreviation")
COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction")
# who belongs to whom by which link
LINKS = {
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
}


@dataclass(slots=True)
class Listing:
    """A list of actors. `wrong`: lines that are none, with their numbers; `others`: entities that are no actors."""

    actors: list[Listed] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    others: int = 0


def read_actors(path: Path) -> Listing:
    """The actors in a file; RunStopped where it cannot be read."""
    try:
        text = plain_text(path.read_bytes())
    except IsADirectoryError:
        raise RunStopped(f"{path} is a folder", hint="Name a file in it.") from None
    except OSError as error:
        raise RunStopped(f"Cannot read {path}: {error.strerror or error}", hint="Check the name.") from error
    if not text.strip():
        raise RunStopped(f"{path} is empty", hint="Was it saved completely?")
    return _of_entities(text.splitlines()) if text.lstrip()[0] == "{" else _of_table(path, text)


# -- a table ----------------------------------------------------------------------------------------------------------


def _of_table(path: Path, text: str) -> Listing:
    first = text.splitlines()[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count))
    found = Listing()
    try:
        header = [" ".join(name.replace("_", " ").lower().split()) for name in next(reader)]
        at = {
            ours: header.index(fits[0])
            for ours, names in COLUMNS.items()
            if (fits := [n for n in (name.replace("_", " ") for name in names) if n in header])
        }
        if "name" not in at:
            raise RunStopped(
                f"{path} has no column “name”", hint="Its columns may be: name, aliases, kind, country, part_of."
            )
        begins = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                _take(found, begins, row, len(header), at)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RunStopped(f"{path} is broken at line {reader.line_num}: {error}", hint="Mend that line.") from error
    return found


def _take(found: Listing, number: int, row: Sequence[str], width: int, at: Mapping[str, int]) -> None:
    if len(row) != width:
        found.wrong.append(
            (number, f"it has {count(len(row), 'field', 'fields')} for {count(width, 'column', 'columns')}")
        )
        return
    cells = {ours: " ".join(row[n].split()) for ours, n in at.items()}
    kind = cells.get("kind", "").lower()
    kind = ALSO.get(kind, kind)
    if not cells["name"]:
        found.wrong.append((number, "it has no name"))
    elif kind and kind not in KINDS:
        found.wrong.append((number, f"{cells['kind']!r} is no kind: {', '.join(KINDS)}"))
    else:
        names = [cells["name"], *_parts(cells.get("aliases", ""))]
        part_of = tuple(_parts(cells.get("part_of", "")))
        found.actors.append(
            Listed(number, tuple(dict.fromkeys(names)), kind or None, cells.get("country", ""), part_of)
        )


def _parts(cell: str) -> list[str]:
    return [part for part in PARTED.split(cell) if part]


# -- FollowTheMoney -----------------------------------------------------------------------------------------------------


def _of_entities(lines: Iterable[str]) -> Listing:
    found = Listing()
    at: dict[str, int] = {}
    wholes: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entity = _entity(line)
        except ValueError as error:
            found.wrong.append((number, str(error)))
            continue
        schema, values = entity["schema"], entity["properties"]
        if schema in LINKS:
            part, whole = (_values(values, name) for name in LINKS[schema])
            if not part or not whole:
                found.wrong.append((number, f"a {schema} without {' and '.join(LINKS[schema])}"))
            for one in part:
                wholes[one] += whole
        elif schema not in SCHEMATA:
            found.others += 1
        else:
            names = [name for key in NAMES for name in _values(values, key)] or _full_name(values)
            if not names:
                found.wrong.append((number, f"a {schema} without a name"))
                continue
            country = next((c for key in COUNTRIES for c in _values(values, key)), "")
            at[entity["id"]] = len(found.actors)
            wholes[entity["id"]] += _values(values, "parent")
            found.actors.append(Listed(number, tuple(dict.fromkeys(names)), SCHEMATA[schema], country))
    for key, n in at.items():
        # whom it belongs to may stand further down
        part_of = [found.actors[at[whole]].name for whole in dict.fromkeys(wholes[key]) if whole in at]
        found.actors[n] = replace(found.actors[n], part_of=tuple(part_of))
    return found


def _entity(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error})") from None
    if not isinstance(data, dict):
        raise ValueError("it is no entity")
    for key, kind in (("id", str), ("schema", str), ("properties", dict)):
        if not isinstance(data.get(key), kind):
            raise ValueError(f"an entity without “{key}”")
    return data


def _values(values: Mapping[str, Any], name: str) -> list[str]:
    found = values.get(name)
    many = found if isinstance(found, list) else [found]
    # an entity that is held in another stands for its id
    plain = [one.get("id") if isinstance(one, dict) else one for one in many]
    return [" ".join(one.split()) for one in plain if isinstance(one, str) and one.strip()]


def _full_name(values: Mapping[str, Any]) -> list[str]:
    parts = [*_values(values, "firstName")[:1], *_values(values, "lastName")[:1]]
    return [" ".join(parts)] if len(parts) == 2 else []
