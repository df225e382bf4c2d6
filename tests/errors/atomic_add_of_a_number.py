import pragmac


@pragmac.jit
def f(n: int):
    return pragmac.atomic_add(n, 0, 1)  # error[P407]: `atomic_add` changes an element of an array


CALL = lambda: f(3)
