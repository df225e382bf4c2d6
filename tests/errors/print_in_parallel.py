import numpy as np
import pragmac


@pragmac.jit
def f(y):
    #pragma parallel for
    for i in range(y.shape[0]):
        print(y[i])  # error[P231]: `print` inside a parallel loop
    return 0


CALL = lambda: f(np.ones(3))
