"""Arguments of every kind reach native code as CPython sees them."""

import numpy as np
import pragmac
import pytest

DTYPES = [
    np.bool_, np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64,
    np.float16, np.float32, np.float64, np.complex64, np.complex128,
]  # fmt: skip


@pragmac.jit
def same(x):
    return x


@pragmac.jit
def first(a):
    return a[0]


@pragmac.jit
def copy_into(a, b):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[i, j] = a[i, j]


@pragmac.jit
def shape_of(a):
    return a.shape


def equal(value, expected):
    return type(value) is type(expected) and value == expected


@pytest.mark.parametrize(
    "value", [True, False, 0, -7, 2**63 - 1, -(2**63), 1.5, -0.0, float("inf"), 2.5 - 1j]
)
def test_python_scalars_keep_type_and_value(value):
    assert equal(same(value), value)


def test_nan_and_negative_zero_keep_their_bits():
    assert str(same(float("nan"))) == "nan"
    assert str(same(-0.0)) == "-0.0"


@pytest.mark.parametrize("dtype", DTYPES)
def test_numpy_scalars_keep_dtype(dtype):
    value = dtype(1)
    assert equal(same(value), value)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64])
def test_negative_numpy_integers_are_sign_extended(dtype):
    assert equal(same(dtype(-3)), dtype(-3))


@pytest.mark.parametrize("dtype", DTYPES)
def test_elements_have_the_dtype_of_the_array(dtype):
    a = np.array([1, 0, 1], dtype=dtype)
    assert equal(first(a), a[0])


def layouts(a):
    """The same values in C, Fortran, last-contiguous and strided memory."""
    wide = np.zeros((a.shape[0], 2 * a.shape[1]))
    wide[:, : a.shape[1]] = a
    sparse = np.zeros((2 * a.shape[0], 2 * a.shape[1]))
    sparse[::2, ::2] = a
    return {
        "c": np.ascontiguousarray(a),
        "fortran": np.asfortranarray(a),
        "last": wide[:, : a.shape[1]],
        "strided": sparse[::2, ::2],
        "reversed": np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1],
    }


VALUES = np.arange(12.0).reshape(3, 4)


@pytest.mark.parametrize("source", layouts(VALUES))
@pytest.mark.parametrize("target", layouts(VALUES))
def test_layouts(source, target):
    a, b = layouts(VALUES)[source], layouts(np.zeros((3, 4)))[target]
    copy_into(a, b)
    assert np.array_equal(b, VALUES)


def test_every_layout_has_its_own_version():
    kinds = {name: copy_into._signature(a, a)[1][0][3] for name, a in layouts(VALUES).items()}
    assert kinds == {
        "c": "c_order", "fortran": "f_order", "last": "last_contiguous", "strided": "strided",
        "reversed": "strided",
    }  # fmt: skip


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 3), (3, 1), (1, 1)])
def test_degenerate_extents_are_c_order(shape):
    a = np.zeros((4, 8))[: shape[0], : shape[1]]
    expected = "c_order" if a.flags.c_contiguous else "last_contiguous"
    assert shape_of._signature(a)[1][0][3] in (expected, "f_order")
    assert shape_of(a) == shape


def test_zero_dimensional_array():
    @pragmac.jit
    def f(a):
        return a[()]

    assert equal(f(np.array(2.5)), np.float64(2.5))


def test_unaligned_array():
    raw = np.zeros(8 * 5 + 1, dtype=np.uint8)
    a = raw[1:].view(np.float64)
    a[:] = [1, 2, 3, 4, 5]
    assert not a.flags.aligned
    assert first(a) == 1.0
    assert first._signature(a)[1][0][5] is False


def test_many_arguments_and_dimensions():
    @pragmac.jit
    def f(a, b, c, d, e, g, h, i, j, k, m, n, o, p, q, r, s, t):
        return (a[0, 0, 0, 0, 0, 0, 0, 0] + b[0, 0, 0, 0, 0, 0, 0, 0]
                + c + d + e + g + h + i + j + k + m + n + o + p + q + r + s
                + t[0, 0, 0, 0, 0, 0, 0, 0])  # fmt: skip

    array = np.full((1,) * 8, 2.0)
    arguments = (array, array, *range(15), array)
    assert f(*arguments) == f.py_func(*arguments)


# ---- refused ------------------------------------------------------------------------------------


class Plain:
    pass


class Celsius(float):
    pass


class Field(np.ndarray):
    pass


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ([1, 2], "P420", "np.array"),
        ((1, 2), "P420", "np.array"),
        (None, "P420", "is None"),
        ("text", "P420", "is a str"),
        (Plain(), "P420", "Plain"),
        (Celsius(3), "P420", "float(...)"),
        (np.zeros(1).view(Field), "P420", "np.asarray"),
        (np.ma.array([1.0]), "P420", "np.asarray"),
        (np.array([1, "x"], dtype=object), "P410", "object"),
        (np.array(["x"]), "P410", "<U1"),
        (np.array([1.0]).astype(">f8"), "P606", ".astype(np.float64)"),
        (np.array(["2020"], dtype="M8[D]"), "P410", "np.int64"),
        (np.longdouble(1), "P410", "np.float64"),
        (np.zeros(1, dtype=[("x", "f8")]), "P410", "dtype"),
    ],
)
def test_refused_arguments_name_the_argument_and_a_rewrite(value, code, words):
    with pytest.raises(TypeError) as caught:
        same(value)
    assert isinstance(caught.value, pragmac.CompileError)
    assert caught.value.diagnostics[0].code == code
    assert "argument `x`" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**30])
def test_python_int_outside_int64(value):
    with pytest.raises(OverflowError, match="argument `x`"):
        same(value)
