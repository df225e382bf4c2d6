"""A name that CPython's own optimiser drops is still a name."""

import pragmac

factor = 2.0


@pragmac.jit
def f(x):
    return 1.0 if 7 or x < 7.0 else factor * x


def case_0():
    return (3.0,)


CASES = (case_0,)
