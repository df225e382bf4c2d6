import numpy as np
import pragmac


async def g():
    return 1


@pragmac.jit
def f(n):
    async def h():  # error[P223]: asynchronous code is not compiled
        await g()
    return n


CALL = lambda: f(3)
