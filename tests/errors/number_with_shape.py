import pragmac


@pragmac.jit
def f(a):
    return a.shape[0]  # error[P230]: `a` is a number (`int`) and has no `.shape`


CALL = lambda: f(3)
