"""Products of matrices: on one thread, and of each row the same whatever rows stand beside it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
# fewer rows than this are added up in another order
ROWS = 32


def product(left: Floats, right: Floats) -> Floats:
    """The product of two matrices, [rows of the left, columns of the right]."""
    rows = len(left)
    if rows < ROWS:
        left = np.concatenate([left, np.zeros((ROWS - rows, left.shape[1]), dtype=left.dtype)])
    # small products take twice the processor time on several threads, and workers beside one another have no use for them
    with _threads().limit(limits=1):
        return np.asarray(left @ right)[:rows]


@cache
def _threads() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
