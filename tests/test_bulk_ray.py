"""Reading in bulk on a Ray cluster of two nodes: the same as on this machine, also when a node is lost. Some minutes on a slow one.

Alone: pytest -m ray
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.arrive import BODY, OTHER, written
from tests.bulky import as_read, command, line, told, until

pytest.importorskip("daft")
pytest.importorskip("pyarrow")
pytestmark = pytest.mark.ray
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def cluster() -> Iterator[subprocess.Popen[str]]:
    from importlib.util import find_spec

    if find_spec("ray") is None:
        pytest.skip("ray is not installed")
    nodes = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/raynodes.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield nodes
    nodes.communicate()


@pytest.fixture(scope="module")
def address(cluster: subprocess.Popen[str]) -> str:
    assert cluster.stdout is not None
    found = cluster.stdout.readline().strip()
    assert ":" in found
    return found


def test_a_cluster_reads_the_same_and_goes_on_when_a_node_is_lost(
    tmp_path: Path, cluster: subprocess.Popen[str], address: str
) -> None:
    texts = [f"{BODY} Report {n} ends here, Omar Ali said. {OTHER}" for n in range(40)]
    written(tmp_path, "in.jsonl", "".join(line(text, id=str(n)) for n, text in enumerate([*texts, texts[3]])))
    done = tmp_path / "out" / "_onrecord" / "done"
    words = ["bulk", str(tmp_path / "in.jsonl"), str(tmp_path / "out"), "--reader", "rules", "--partition-rows", "2"]
    run = command(*words, "--ray", address)
    until(lambda: len(list(done.glob("part-*.json"))) > 1 or run.poll() is not None, 300)
    assert run.poll() is None and len(list(done.glob("*.json"))) < 21
    assert cluster.stdin is not None and cluster.stdout is not None
    cluster.stdin.write("lose\n")
    cluster.stdin.flush()
    assert cluster.stdout.readline().strip() == "lost"
    _, err = run.communicate(timeout=600)
    if run.returncode == 2:
        # it was given up, with words; started again it goes on with the node that is left
        assert "goes on" in err
        run = command(*words, "--ray", address)
        _, err = run.communicate(timeout=600)
    assert run.returncode == 0 and "41 reports read" in err and "1 the same as another" in err
    assert told(tmp_path / "out") == as_read(tmp_path / "in.jsonl")
