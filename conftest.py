"""What pytest leaves alone: files that only Alembic or the command line may run."""

import pytest

collect_ignore_glob = ["src/onrecord/record/migrations/*", "src/onrecord/cli/__main__.py", ".venv/*", "benchmarks/*"]


def pytest_configure(config: pytest.Config) -> None:
    """Name what can be run alone, or left out."""
    config.addinivalue_line("markers", "ray: on a Ray cluster of two nodes, which takes a minute")
