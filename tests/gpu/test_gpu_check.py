"""Every kernel on every route that is installed here."""

import check
import pytest
from test_kernels import KERNELS


def test_every_kernel_on_every_route():
    rows = check.checked([kernel.name for kernel in KERNELS])
    assert [row for row in rows if not check.is_fine(row)] == []
    missing = [c for i, c in enumerate(check.COLUMNS) if i >= 4 and not any(r[i] for r in rows)]
    if missing:
        pytest.skip(f"not installed here, and so not checked: {', '.join(missing)}")
