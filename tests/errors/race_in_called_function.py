import numpy as np
import pragmac


def deposit(charge, density, cell):
    density[cell] += charge  # error[P301]: write the same element of `density`


@pragmac.jit
def f(charge, density):
    #pragma parallel for
    for i in range(charge.shape[0]):
        deposit(charge[i], density, i // 4)


CALL = lambda: f(np.ones(8), np.zeros(2))
