"""Helps for tests of how reports arrive: what comes out of a file, in short."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onrecord.model import Arrival, Failure, Fetched, Report
from onrecord.run import Given, Unchanged, look_many

BODY = (
    "The two delegations met in Vienna on Tuesday and agreed to meet again in June, the mediators said in a statement. "
    "The government had demanded a written guarantee, and the rebels said that they would not sign it."
)
OTHER = (
    "The foreign minister of Tersia rejected the proposal of the mediators on Friday and said that his delegation had left. "
    "The movement said that it was ready to return to the talks if the prisoners were released."
)


def look(path: Path, columns: Mapping[str, str] | None = None) -> list[Report | Failure | Unchanged]:
    """All that comes of a file or folder."""
    found = look_many([str(path)], given=Given(columns=columns or {}))
    return [item for item in found if not isinstance(item, Fetched)]


def reports(path: Path, columns: Mapping[str, str] | None = None) -> list[Report]:
    """The reports of a file or folder; a failure fails the test, what lies aside does not."""
    found = look(path, columns)
    failed = [f for f in found if isinstance(f, Failure) and not f.aside]
    assert not failed, failed
    return [r for r in found if isinstance(r, Report)]


def report(path: Path) -> Report:
    """The one report of a file."""
    (found,) = reports(path)
    return found


def failures(path: Path) -> list[Failure]:
    """What failed or was left out."""
    return [f for f in look(path) if isinstance(f, Failure)]


def written(folder: Path, name: str, data: bytes | str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def short(report: Report) -> tuple[str | None, str | None, str | None]:
    """Title, day, outlet."""
    title, day, outlet = (v.value if v else None for v in (report.title, report.published, report.outlet))
    return title, day, outlet


__all__ = ["BODY", "OTHER", "Arrival", "failures", "look", "report", "reports", "short", "written"]
