import pragmac


@pragmac.jit
def f(x):
    return sum((x, x, x))  # error[P414]: how `sum` rounds Python floats depends on the version


CALL = lambda: f(0.1)
