import pragmac


@pragmac.jit
def f(n):
    for i in n:  # error[P226]: this cannot be iterated in a compiled function
        k = i
    return i + k


CALL = lambda: f(3)
