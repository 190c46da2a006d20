"""What an address asks for, and addresses that ask for something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode

from starlette.exceptions import HTTPException

# rows of a page of a list: what one reads before one narrows
PAGE = 50
# what stands in an address as it is
PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")


@dataclass(frozen=True, slots=True)
class Query:
    """The part of an address behind the question mark, as pairs, and the path before it."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()
    # the day of the last visit before today's, as the browser remembers it
    visited: str | None = None
    # and the name under which its user decides
    name: str | None = None
    # whether that is settled, and no address gives another
    is_named: bool = False

    @classmethod
    def of(
        cls, path: str, query: str, visited: str | None = None, name: str | None = None, *, is_named: bool = False
    ) -> Query:
        """The query of a request; empty values ask for nothing."""
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)
        return cls(path, tuple((name, value) for name, value in pairs if value.strip()), visited, name, is_named)

    def get(self, name: str) -> str | None:
        """The last value of a name."""
        return next((value.strip() for key, value in reversed(self.pairs) if key == name), None)

    @property
    def asked_person(self) -> str | None:
        """Whose queue is asked for; on other pages "who" narrows a list."""
        return self.get("who") if self.path.startswith("/review") and not self.is_named else None

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        return [value for key, value in self.pairs if key == name]

    def day(self, name: str) -> str | None:
        """A day; what is no day is named."""
        value = self.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise HTTPException(400, f"“{value[:40]}” is no date like 2026-03-17.") from None

    @property
    def since(self) -> str | None:
        """Since when changes are asked for; a day behind that as of which all is asked asks for nothing."""
        since, as_of = self.day("since"), self.day("as_of")
        return None if since is not None and as_of is not None and since > as_of else since

    @property
    def page(self) -> int:
        """The page asked for, from 1."""
        value = self.get("page") or "1"
        return min(int(value), 1_000_000) if value.isascii() and value.isdigit() and int(value[:9]) > 0 else 1

    def with_(self, name: str, value: str, *, once: bool = False) -> str:
        """The address that asks for this, too, from its first page; `once`: in place of what it asks of it now."""
        kept = [(k, v) for k, v in self.pairs if k != "page" and not (once and k == name) and (k, v) != (name, value)]
        return self._address([*kept, (name, value)])

    def without(self, name: str, value: str | None = None) -> str:
        """The address that does not ask for this."""
        return self._address((k, v) for k, v in self.pairs if k != "page" and (k != name or value not in (None, v)))

    def at(self, page: int) -> str:
        """The address of another page of the same."""
        kept = [(k, v) for k, v in self.pairs if k != "page"]
        return self._address([*kept, ("page", str(page))] if page > 1 else kept)

    def twin(self, ending: str) -> str:
        """The address of the same for programs: with .json, .csv …"""
        kept = [(k, v) for k, v in self.pairs if k != "page" or ending == "json"]
        path = "/index" if self.path == "/" else self.path
        return f"{path}.{ending}" + (f"?{urlencode(kept)}" if kept else "")

    def _address(self, pairs: Iterable[tuple[str, str]]) -> str:
        asked = urlencode(list(pairs))
        return quote(self.path) + (f"?{asked}" if asked else "")


def address(*parts: str, **asked: str | Sequence[str] | None) -> str:
    """The address of a page: `address("actor", id, as_of=day)`; what is None is not asked for."""
    path = "/" + "/".join([part if PLAIN.fullmatch(part) else quote(part, safe="") for part in parts])
    some = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(some, doseq=True)}" if some else path
