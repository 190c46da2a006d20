"""Where the records of tests are kept: in a file, and in PostgreSQL where it is installed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.export.leaving import Leaving
from onrecord.exporting import leaving
from onrecord.model.location import Location
from onrecord.record import open_record
from onrecord.resolving import told_by
from tests.server import Server, running
from tests.web_record import example


@pytest.fixture(scope="session")
def maybe_server() -> Iterator[Server | None]:
    with running() as server:
        yield server


@pytest.fixture
def server(maybe_server: Server | None) -> Server:
    """The PostgreSQL of this session."""
    if maybe_server is None:
        pytest.skip("PostgreSQL or pg8000 is not installed")
    return maybe_server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Location]:
    """Gives places for records of which there is none yet, one after the other: the same test, on either store."""
    if request.param == "sqlite":
        number = itertools.count(1)
        return lambda: tmp_path / f"record-{next(number)}.onrecord"
    return request.getfixturevalue("server").place  # type: ignore[no-any-return]


@pytest.fixture
def place(new_place: Callable[[], Location]) -> Location:
    """One such place."""
    return new_place()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Leaving]:
    """What leaves the example record."""
    with open_record(example(tmp_path)) as record:
        yield leaving(record, told_by(record))
