"""A Ray cluster of two nodes on this machine, for tests: python tests/raynodes.py

Prints its address; "lose" on standard input takes one node away at once; it ends with standard input.
"""

from __future__ import annotations

import os
import sys
from typing import Any


def main() -> None:
    """Run until standard input ends."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    small: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80 * 1024**2}
    cluster = Cluster(initialize_head=True, head_node_args={**small, "include_dashboard": False})
    other = cluster.add_node(**small)
    cluster.wait_for_nodes()
    print(cluster.address, flush=True)
    for line in sys.stdin:
        if line.strip() == "lose":
            cluster.remove_node(other, allow_graceful=False)
            print("lost", flush=True)
    cluster.shutdown()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
