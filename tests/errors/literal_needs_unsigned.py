import numpy as np
import pragmac


@pragmac.jit
def f():
    return 9223372036854775808  # error[P406]: unsigned


CALL = lambda: f()
