# fmt: off
# ruff: noqa
"""print and assert: constant texts with numbers between them."""


def prints(i, x, s):
    #= i: int, x: float, s: f32
    print("i =", i, "x =", x, sep="")
    print("{braces} {0}", s, None, True, end="!\n")
    print()
    print("ä\t\"quoted\"")


def asserts(x):
    #= x: float
    assert x > 0
    assert x < 1, "not {below} one"
    assert True
    return x
