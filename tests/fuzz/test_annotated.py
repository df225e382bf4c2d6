"""Random programs with the directives that `annotate` finds in the place of their own."""

from generate import Generated
from run import annotated

PROGRAM = """import numpy as np
import pragmac


@pragmac.jit
def f(a, y):
    s = 0.0
    for i in range(a.shape[0]):
        {body}
    return s


def case_0():
    return np.ones(1000), np.ones(1000)


CASES = (case_0,)
EXPECT = {{"approximate_arguments": [], "approximate_results": [], "weak_results": [0]}}
"""


def expectations(body, tmp_path):
    made = annotated(Generated(PROGRAM.format(body=body), []), str(tmp_path))
    assert "#pragma parallel for" in made.text
    space = {}
    exec(compile(made.text.replace("@pragmac.jit\n", ""), "program", "exec"), space)
    return space["EXPECT"]


def test_sums_that_a_directive_reorders_are_not_compared_bit_for_bit(tmp_path):
    found = expectations("s += a[i]", tmp_path)
    assert 0 in found["approximate_results"] and 1 in found["approximate_arguments"]
    assert found["weak_results"] == [0]


def test_all_else_is(tmp_path):
    found = expectations("y[i] = a[i] * 2.0", tmp_path)
    assert found["approximate_results"] == found["approximate_arguments"] == []
