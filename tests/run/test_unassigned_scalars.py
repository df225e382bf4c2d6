"""Variables that only some loop assigns: what is computed in front of another loop reads values."""

import itertools
import pathlib
import sys

import numpy as np
import pytest
from one_loop import made
from same_as_python import compare

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fuzz"))

from interpreted import order_dependence  # noqa: E402

LOOP = "    #pragma parallel for\n    for i in range(n):\n"
ASSIGNED = "    for r in range(m):\n        t = r\n"
BODIES = {
    "last": LOOP + "        if x[i] > 1:\n            t = x[i]\n            y[i] = t\n"
    "    if n > 3:\n        return t\n    return 1.0\n",
    "inner": LOOP + "        for j in range(m):\n            t = x[j]\n            y[i] = t\n"
    "    if n * m > 0:\n        return t\n    return 1.0\n",
    "kept": "    for r in range(m):\n        t = 1.0\n" + LOOP + "        if x[i] > 0:\n"
    "            t = x[i]\n            y[i] = t\n    if m > 0:\n        return t\n    return 1.0\n",
    "read": ASSIGNED + "    if m > 0:\n" + LOOP.replace("    ", "        ", 1).replace(
        "\n    for", "\n        for") + "            y[t + i] = 3.0\n    return 1\n",
    "length": ASSIGNED + LOOP + "        if m > 0:\n            for j in range(t):\n"
    "                y[i] = 3.0\n    return 1\n",
    "step": ASSIGNED + "    k = 0\n    #pragma parallel for\n    for i in range(n * m):\n"
    "        y[i] = k\n        k += t\n    return k\n",
    "count": ASSIGNED + "    k = 0\n    #pragma parallel for\n    for i in range(n * m):\n"
    "        for j in range(t):\n            y[k] = k\n            k += 1\n    return k\n",
    "unbound": ASSIGNED + "    k = 0\n" + LOOP + "        y[i] = k\n        k += t\n    return k\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_as_in_python_and_in_any_order(name):
    f = made("@pragmac.jit\ndef f(x, y, n, m):\n" + BODIES[name])
    for n, m in itertools.product((0, 1, 5), (0, 1, 2, 3)):
        arguments = np.arange(5.0), np.zeros(25), n, m
        compare(f, *arguments, kinds=False)
        assert not order_dependence(f, lambda a=arguments: (a[0].copy(), a[1].copy(), *a[2:]))
