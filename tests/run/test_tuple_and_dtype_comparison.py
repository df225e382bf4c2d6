"""Comparisons of tuples, above all shapes, and of dtypes, which decide branches."""

import numpy as np
import pragmac
import pytest
from same_as_python import Cases, compare

cases = Cases()
F64 = np.dtype(np.float64)


def ramp(*shape, dtype=np.float64):
    return np.arange(1, np.prod(shape) + 1).reshape(shape).astype(dtype)


@cases(ramp(3), ramp(3))
@cases(ramp(3), ramp(4))
@cases(ramp(2, 3), ramp(2, 3))
@cases(ramp(2, 3), ramp(2, 4))
@cases(ramp(2, 3), ramp(6))
def same_shape(a, b):
    assert a.shape == b.shape
    return a.shape == b.shape, a.shape != b.shape


@cases(ramp(3), 3, 4)
@cases(ramp(4), 3, 4)
@cases(ramp(3, 4), 3, 4)
@cases(ramp(4, 3), 3, 4)
def written_out(a, n, m):
    if a.shape == (3,):
        return 1
    if a.shape != (n, m) and a.shape != (4,):
        return 2
    assert a.shape == (n, m), "shape"
    return 3


@cases(1, 2.5)
@cases(1.0, 2)
@cases(np.float32(1), np.int8(2))
def elements_in_order(x, y):
    t = x, (y, True)
    return t == (1, (2, 1)), t != (1, (2.5, True)), (x, 1) == (x, 1, 1), (1, 2) == (1, 2), () == ()


@cases(ramp(3), ramp(3))
@cases(ramp(3), ramp(3, dtype=np.int32))
@cases(ramp(3, dtype=np.float32), ramp(3, dtype=np.float32))
@cases(ramp(3, dtype=bool), ramp(3, dtype=np.complex64))
def dtypes(a, b):
    if a.dtype == np.float64:
        k = a.shape[0]
    elif a.dtype == "f4" or a.dtype == bool:
        k = "f4" != a.dtype
    assert (a.dtype != b.dtype) == (not a.dtype == b.dtype) and np.float64 == np.double
    return a.dtype == b.dtype, F64 == a.dtype, k, b.dtype == "nonsense", b.dtype == int


@cases(ramp(3))
@cases(ramp(3, dtype=np.int16))
def the_other_branch_needs_no_types(a):
    if a.dtype == np.int16:
        return a[0] << 2
    return np.sqrt(a[0])


@cases(ramp(3))
@cases(ramp(3, dtype=np.int16))
@cases(ramp(3, dtype=bool))
@cases(ramp(3, dtype=np.complex64))
def parts_of_dtypes(a):
    k = a.dtype.type(1)
    if a.dtype.kind == "f" or "c" == a.dtype.kind:
        k = np.float64(2)
    assert a.dtype.name != "nonsense"
    return k, a.dtype.itemsize, a.dtype.name == "float64", np.dtype("f4").type(0.1)


@cases.parametrize()
def test_same_as_python(function, arguments, make):
    compare(function, *arguments, make=make, kinds=False)


STRINGS = (
    "? b1 b i1 h i2 i i4 l i8 q p B u1 H u2 I u4 L u8 Q P e f2 f f4 d f8 F c8 D c16 bool bool_ int "
    "int_ intp intc uint uintp byte ubyte short ushort long ulong half single double csingle "
    "cdouble float complex float16 float64 int8 uint32 complex64 <f4 =i2 |u1 <c16"
).split()
ATTRIBUTES = (
    "int_ intp uint uintp intc uintc byte ubyte short ushort long ulong half single double csingle "
    "cdouble bool bool_ float32"
).split()


@pytest.mark.parametrize("dtype", [*map(repr, STRINGS), *(f"np.{n}" for n in ATTRIBUTES)])
def test_names_of_dtypes(dtype, tmp_path):
    path = tmp_path / "named.py"
    call = f"{dtype}(3)" if dtype.startswith("np.") else "3"
    path.write_text(
        f"def f():\n    return np.ones(2, {dtype}), np.zeros(1, dtype={dtype}), {call}\n"
    )
    scope = {"np": np}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    compare(scope["f"])


@pytest.mark.parametrize("dtype", [">f8", "f9", "B1", " f8", "float_", "<int32", "O", "object"])
def test_strings_that_name_no_dtype(dtype, tmp_path):
    path = tmp_path / "unnamed.py"
    path.write_text(f"def f():\n    return np.ones(2, {dtype!r})\n")
    scope = {"np": np}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    with pytest.raises(pragmac.CompileError, match=f"unknown dtype '{dtype}'"):
        pragmac.jit(scope["f"])()
