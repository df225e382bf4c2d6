import numpy as np
import pragmac


@pragmac.jit
def f(spectrum):
    #pragma parallel for
    for i in range(spectrum.shape[0]):
        spectrum[i] /= spectrum[0]  # error[P302]: reads an element of `spectrum`


CALL = lambda: f(np.ones(8))
