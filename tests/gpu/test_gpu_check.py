"""Every kernel on every route that is installed here."""

import collections

import check
import pragmac
import pytest
from kernel_cases import KERNELS


def test_every_kernel_on_every_route():
    rows = check.checked([kernel.name for kernel in KERNELS])
    assert [row for row in rows if not check.is_fine(row)] == []
    given = range(4, check.COLUMNS.index("cuda"))  # a device has its own test: `./dev test --gpu`
    missing = [check.COLUMNS[i] for i in given if not any(row[i] for row in rows)]
    if missing:
        pytest.skip(f"not installed here, and so not checked: {', '.join(missing)}")


def test_few_barriers_are_kept_for_want_of_a_proof():
    fates: collections.Counter = collections.Counter()
    for kernel in KERNELS:
        compiled = pragmac.jit(options={"device": "emulated"})(kernel.plain)
        fates += check.fates_of_barriers(compiled, kernel)
    assert fates["removed_one_lane"] >= 2 and fates["required"] >= 3
    assert fates["unproved"] <= 0.15 * fates.total(), fates
