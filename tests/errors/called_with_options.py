import numpy as np
import pragmac


def window(x, **options):  # error[P227]: `*args` and `**kwargs` are not compiled
    return 0.5 - 0.5 * np.cos(x)


@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = window(x[i])


CALL = lambda: f(np.ones(3), np.ones(3))
