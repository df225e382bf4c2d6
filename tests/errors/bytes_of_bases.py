import numpy as np
import pragmac


@pragmac.jit
def f(codes, counts):
    bases = b"ACGT"  # error[P201]: this construct is not compiled
    for i in range(codes.shape[0]):
        for k in range(4):
            if codes[i] == bases[k]:
                counts[k] += 1


CALL = lambda: f(np.arange(60, 80), np.zeros(4, np.int64))
