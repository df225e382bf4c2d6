import pragmac


@pragmac.jit
def f(n):
    a, b = n  # error[P422]: only tuples can be unpacked
    return a + b


CALL = lambda: f(3)
