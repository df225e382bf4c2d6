"""Every kernel's machine-level IR in the interpreter, its parallel loops in several orders.

The interpreter reports two iterations of a loop that runs at the same time and touch one element,
which threads may hide; its answers in all orders must be the same in every bit, and those of the
compiled function, reduction plans included.
"""

import copy
import pathlib
import sys

import pytest

TESTS = pathlib.Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "fuzz"), str(TESTS.parent)]

from interpreted import order_dependence  # noqa: E402
from kernel_cases import SMALLEST  # noqa: E402

import kernels  # noqa: E402

KERNELS = kernels.load_all()
LARGER = {  # enough iterations for several blocks of a reduction plan
    "azimint_naive": [(300, 6)],
    "pi": [300],
}


def arguments(kernel):
    for size in [*SMALLEST.get(kernel.name, ()), *LARGER.get(kernel.name, ())]:
        yield kernel.inputs(size, 3)
    yield kernel.arguments("XS", 5)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: k.name)
def test_no_race_and_one_answer_in_every_order(kernel):
    for given in arguments(kernel):
        found = order_dependence(kernel.function, lambda given=given: copy.deepcopy(given))
        assert found == "", found
