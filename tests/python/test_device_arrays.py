"""Arrays on devices: loops run where they are; the emulated device executes, the mock driver
counts."""

import ctypes
import gc
import os
import pathlib
import subprocess
import sys
import weakref

import numpy as np
import pragmac
import pytest

DRIVERS = pathlib.Path(pragmac.__file__).parent.parents[1] / "tests/mock"
rng = np.random.default_rng(11)


def on(x):
    return pragmac.asarray(x, device="emulated")


def agrees(function, *arguments, moved=None):
    """Device arrays in the place of arrays: the same elements afterwards, the same results."""
    plain = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    chosen = range(len(arguments)) if moved is None else moved
    ours = [
        on(a) if i in chosen and isinstance(a, np.ndarray) else (
            a.copy() if isinstance(a, np.ndarray) else a)
        for i, a in enumerate(arguments)
    ]  # fmt: skip
    expected = function(*plain)
    got = pragmac.jit(options={"verify": True})(function)(*ours)
    for theirs, mine in zip(plain, ours, strict=True):
        same(theirs, mine)
    return same(expected, got)


def same(expected, got):
    if isinstance(expected, tuple):
        assert type(got) is tuple and len(got) == len(expected)
        for theirs, mine in zip(expected, got, strict=True):
            same(theirs, mine)
    elif isinstance(expected, np.ndarray):
        mine = pragmac.to_numpy(got)
        assert mine.dtype == expected.dtype and mine.shape == expected.shape
        assert mine.tobytes() == expected.tobytes()
    else:
        assert type(got) is type(expected) and got == expected
    return got


def elementwise(a, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = a * x[i] + y[i]


def between(x, y):
    s = x[0]
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] + s
    t = y[3]
    y[2] = 10.0 * t
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = y[i] * 2.0
    x[1] = t
    return s, t


def only_on_the_host(x, y):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i]
        y[i] = s
    return s


def makes_arrays(x):
    n = x.shape[0]
    a = np.zeros(n)
    b = np.zeros((2, 3))
    # pragma parallel for
    for i in range(n):
        a[i] = x[i] + 1.0
    a[0] = a[1]
    b[1, 2] = 5.0
    return a, b, n, x


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint32", "int64", "float16", "float32",
                                   "float64", "complex64", "complex128"])  # fmt: skip
@pytest.mark.parametrize("shape", [(), (0,), (7,), (3, 0), (4, 5), (2, 3, 4)])
def test_to_a_device_and_back(dtype, shape):
    x = np.asarray(rng.random(shape) * 9).astype(dtype)
    there = on(x)
    assert there.shape == x.shape and there.dtype == x.dtype
    assert there.strides == x.strides or x.size == 0
    assert there.ndim == x.ndim and there.size == x.size and there.nbytes == x.nbytes
    assert there.device == "emulated"
    same(x, there)
    made = pragmac.empty(shape, dtype, device="emulated")
    assert (made.shape, made.dtype) == (x.shape, x.dtype)


def test_the_host_is_a_device_too():
    x = pragmac.empty((2, 3), np.float32, device="cpu")
    assert type(x) is np.ndarray and x.shape == (2, 3)
    assert pragmac.asarray(x) is x and pragmac.to_numpy(x) is x
    there = on(x)
    assert on(there) is there
    assert type(pragmac.asarray(there, device="cpu")) is np.ndarray
    assert pragmac.asarray([1, 2], device="emulated").dtype == np.int64
    pragmac.synchronize()
    pragmac.synchronize("emulated")


def test_strided_arrays_arrive_dense():
    x = rng.random((6, 8))[::2, ::-3]
    same(np.ascontiguousarray(x), on(x))


@pytest.mark.parametrize("n", [0, 1, 33, 1000])
def test_loops_run_where_the_arrays_are(n):
    agrees(elementwise, 2.0, rng.random(n), rng.random(n))


def test_loops_are_launches():
    x, y = on(rng.random(50)), on(rng.random(50))
    shown = pragmac.jit(elementwise).inspect("machine", 2.0, x, y)
    assert " on thread " in shown


def test_host_code_sees_what_loops_wrote_and_loops_what_it_wrote():
    agrees(between, rng.random(40), rng.random(40))


def test_host_code_alone():
    agrees(only_on_the_host, rng.random(40), rng.random(40))


@pytest.mark.parametrize("moved", [(1,), (0,), (0, 1)])
def test_numpy_arrays_beside_arrays_on_a_device(moved):
    agrees(between, rng.random(40), rng.random(40), moved=moved)


def test_results_come_back_on_the_device():
    a, b, n, x = agrees(makes_arrays, rng.random(30))
    assert [type(v).__name__ for v in (a, b, n, x)] == ["DeviceArray", "DeviceArray", "int",
                                                        "DeviceArray"]  # fmt: skip
    given = on(rng.random(30))
    assert pragmac.jit(makes_arrays)(given)[3] is given


def test_the_two_versions_of_a_function_live_beside_each_other():
    f = pragmac.jit(makes_arrays)
    x = rng.random(30)
    for _ in range(2):
        assert type(f(x)[0]) is np.ndarray
        assert type(f(on(x))[0]) is pragmac.DeviceArray
    assert len(f._compiler.versions()) == 2


def sums(x):
    s = 0.0
    # pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s += x[i]
    return s


def test_scalars_are_scalars():
    x = rng.integers(0, 100, 5000).astype(float)  # exact in every order: a device has its own plan
    assert pragmac.jit(sums)(on(x)) == pragmac.jit(sums)(x)


def gathered(x, j, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = x[j[i]]


def test_the_first_error_is_raised_with_its_line():
    j = np.arange(3000) % 10
    j[2900], j[1234] = 77, 55
    with pytest.raises(IndexError, match="index 55 is out of bounds for axis 0 of `x`"):
        pragmac.jit(gathered)(on(rng.random(10)), on(j), on(np.zeros(3000)))


def raises_between(x, k):
    # pragma parallel for
    for i in range(x.shape[0]):
        x[i] = x[i] + 1.0
    x[0] = 5.0
    x[k] = 6.0
    x[1] = 7.0


def test_after_an_error_memory_is_as_python_leaves_it():
    x = np.arange(10.0)
    there = on(x)
    with pytest.raises(IndexError):
        pragmac.jit(raises_between)(there, 10)
    with pytest.raises(IndexError):
        raises_between(x, 10)
    same(x, there)


hidden = pragmac.asarray(np.arange(4.0), device="emulated")


def reads_hidden(y):
    # pragma parallel for
    for i in range(y.shape[0]):
        y[i] = hidden[i]


def test_globals_may_live_on_a_device():
    y = np.zeros(4)
    pragmac.jit(reads_hidden)(y)
    assert y.tolist() == [0.0, 1.0, 2.0, 3.0]


# ---- arrays of other libraries -------------------------------------------------------------------


class Foreign:
    """An array of another library: nothing but DLPack."""

    def __init__(self, held, versioned=True):
        self.held, self.versioned, self.streams = held, versioned, []

    def __dlpack_device__(self):
        return self.held.__dlpack_device__()

    def __dlpack__(self, *, stream=None, **more):
        if more and not self.versioned:
            raise TypeError("unexpected keyword")
        self.streams.append(stream)
        return self.held.__dlpack__(stream=stream, **more)


@pytest.mark.parametrize("versioned", [True, False])
def test_arrays_by_dlpack_are_used_in_place(versioned):
    x, y = rng.random(20), rng.random(20)
    held = on(y)
    foreign = Foreign(held, versioned)
    assert pragmac.jit(elementwise)(2.0, on(x), foreign) is None
    same(2.0 * x + y, held)
    assert pragmac.jit(makes_arrays)(foreign)[3] is foreign
    same(pragmac.to_numpy(held), pragmac.asarray(foreign, device="emulated"))
    same(pragmac.to_numpy(held), foreign)


def test_capsules_keep_arrays_alive_and_are_consumed_once():
    x = on(np.arange(5.0))
    gone = weakref.ref(x)
    capsule = x.__dlpack__(max_version=(1, 0))
    del x
    assert gone() is not None
    taken = pragmac._native.from_dlpack(capsule)
    with pytest.raises(BufferError):
        pragmac._native.from_dlpack(capsule)
    same(np.arange(5.0), taken)
    del taken, capsule
    gc.collect()
    assert gone() is None
    x = on(np.arange(5.0))
    gone = weakref.ref(x)
    unused = x.__dlpack__()
    del x, unused
    assert gone() is None


def test_requests_that_would_need_a_copy_are_refused():
    x = on(np.arange(5.0))
    for request in ({"copy": True}, {"dl_device": (1, 0)}):
        with pytest.raises(BufferError):
            x.__dlpack__(**request)
    with pytest.raises((BufferError, RuntimeError)):
        np.from_dlpack(x)
    assert not hasattr(x, "__cuda_array_interface__")


# ---- what is refused -----------------------------------------------------------------------------


def test_numpy_does_not_copy_silently():
    x = on(np.arange(5.0))
    for use in (np.asarray, np.sin, lambda a: a + 1, lambda a: np.ones(5) + a):
        with pytest.raises(TypeError):
            use(x)
    with pytest.raises(TypeError, match=r"pragmac\.to_numpy"):
        np.array(x)


def test_a_target_that_is_elsewhere_is_said():
    x, y = on(np.arange(5.0)), np.zeros(5)
    with pytest.raises(TypeError, match=r"P616.*`x` is on emulated, and this function is for the"):
        pragmac.jit(target="cpu")(elementwise)(1.0, x, y)
    with pytest.raises(TypeError, match=r"P616.*emulated, and this function is for cuda:1"):
        pragmac.jit(target="cuda:1")(elementwise)(1.0, x, y)


def test_compare_runs_plain_python():
    with pytest.raises(TypeError, match="pass NumPy arrays"):
        pragmac.jit(sums).compare(on(rng.random(5)))


def test_signatures_name_the_device():
    x, y = on(np.arange(5.0)), np.zeros(5)
    shown = pragmac.jit(elementwise).explain(1.0, x, y).to_dict()["arguments"]
    assert shown == "a: float, x: f64[:] (on emulated), y: f64[:]"


def test_arrays_of_other_libraries_on_the_host_are_no_arrays_on_a_device():
    class Elsewhere:
        @property
        def __cuda_array_interface__(self):
            raise AttributeError("on the host")

        def __dlpack_device__(self):
            return (1, 0)

    with pytest.raises(TypeError, match=r"P420.*`x` is a .*Elsewhere"):
        pragmac.jit(elementwise)(1.0, Elsewhere(), np.zeros(3))


def test_names_of_devices():
    for wrong in ("gpu0", "cuda:", "cuda:x", "cpu:0", "", None, 3):
        with pytest.raises(ValueError, match="P609"):
            pragmac.empty(3, device=wrong)
    with pytest.raises(RuntimeError, match="P601: no such device: emulated:1"):
        pragmac.empty(3, device="emulated:1")
    with pytest.raises(TypeError, match="P410"):
        pragmac.empty(3, "U4", device="emulated")
    for shape in ((-1,), (2**40, 2**40)):
        with pytest.raises(ValueError):
            pragmac.empty(shape, device="emulated")


# ---- parts of arrays, which other libraries may hand over ------------------------------------


class Tensor(ctypes.Structure):
    """The head of DLPack's struct of an array."""

    _fields_ = (
        ("data", ctypes.c_void_p), ("device", ctypes.c_int32 * 2), ("rank", ctypes.c_int32),
        ("dtype", ctypes.c_uint32), ("extents", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)), ("offset", ctypes.c_uint64),
    )  # fmt: skip


def part(held, first, count, step):
    """held[first:first + count*step:step], without a copy."""
    capsule = held.__dlpack__()
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    tensor = Tensor.from_address(pointer(capsule, b"dltensor"))
    tensor.extents[0], tensor.strides[0] = count, step
    tensor.offset = first * held.dtype.itemsize
    return pragmac._native.from_dlpack(capsule)


def in_turn(x, y):
    t = x[1]
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i] + t
    y[0] = 100.0
    x[2] = y[1]


PARTS = {
    "apart": ((0, 10, 1), (20, 10, 1)),
    "interleaved": ((0, 10, 2), (1, 10, 2)),
    "shifted": ((0, 10, 1), (3, 10, 1)),
    "shifted back": ((3, 10, 1), (0, 10, 1)),
    "the same": ((5, 10, 2), (5, 10, 2)),
    "steps": ((0, 10, 3), (31, 10, -3)),
}


@pytest.mark.parametrize("case", PARTS)
def test_parts_that_share_memory_or_lie_between_each_other(case):
    whole = np.arange(40.0)
    there = on(whole)
    plain = [whole[a : a + n * s if s > 0 else None : s][:n] for a, n, s in PARTS[case]]
    ours = [part(there, *row) for row in PARTS[case]]
    for theirs, mine in zip(plain, ours, strict=True):
        same(np.ascontiguousarray(theirs), mine)
    in_turn(*plain)
    pragmac.jit(in_turn)(*ours)
    same(whole, there)


# ---- the CUDA column, with a driver that is not there --------------------------------------------

PROGRAM = """
import ctypes, os
import numpy as np
import pragmac

@pragmac.jit
def f(a, x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = a * x[i]
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] += x[i]

def said(work):
    try:
        print(work())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])

mock = ctypes.CDLL("libcuda.so.1").mock_cuda_calls
mock.restype = ctypes.c_char_p
def calls():
    return [c.removeprefix("cu") for c in mock().decode().splitlines()]
"""


def with_driver(tmp_path, code, **environment):
    if not DRIVERS.is_dir():
        pytest.skip("an installed package has no mocks")
    path = tmp_path / "program.py"
    path.write_text(PROGRAM + code)
    done = subprocess.run(
        [sys.executable, str(path)], check=True, text=True, capture_output=True,
        env={**os.environ, "LD_LIBRARY_PATH": str(DRIVERS / "cuda"), **environment},
    )  # fmt: skip
    return done.stdout.splitlines()


def test_arrays_on_a_gpu_are_not_copied_for_a_call(tmp_path):
    lines = with_driver(tmp_path, """
x, y = (pragmac.asarray(np.ones(1000), device="cuda") for _ in range(2))
before = len(calls())
for _ in range(3):
    f(2.0, x, y)
new = calls()[before:]
print({name: new.count(name) for name in sorted(set(new)) if "Mem" in name})
print(new.count("LaunchKernel"), [c for c in calls() if "fault" in c])
print(pragmac.to_numpy(x).sum(), x.device, x.__cuda_array_interface__["version"])
""")  # fmt: skip
    assert lines == ["{}", "6 []", "1000.0 cuda:0 3"]


def test_other_libraries_arrays_on_a_gpu_keep_their_stream_rules(tmp_path):
    lines = with_driver(tmp_path, """
class Interface:
    def __init__(self, held, **changed):
        self.held = held
        self.__class__.__cuda_array_interface__ = property(
            lambda s: {**s.held.__cuda_array_interface__, **changed})
class Foreign:
    def __init__(self, held): self.held = held
    def __dlpack_device__(self): return self.held.__dlpack_device__()
    def __dlpack__(self, *, stream=None, **more):
        print("stream", stream == self.held.__cuda_array_interface__["stream"])
        return self.held.__dlpack__(stream=stream, **more)
x, y = (pragmac.asarray(np.ones(1000), device="cuda") for _ in range(2))
f(2.0, x, y)
def events(*arguments):
    before = len(calls())
    f(2.0, *arguments)
    return [c for c in calls()[before:] if "Event" in c or "Synchronize" in c]
print(events(x, y))
print(events(x, Foreign(y)))
print(events(x, Interface(y, stream=None)))
print(events(x, Interface(y, stream=2)))
print(events(x, Interface(y, version=2)))
print(y.__dlpack_device__(), [c for c in calls() if "fault" in c])
before = len(calls()); y.__dlpack__(stream=-1); print(calls()[before:])
before = len(calls()); y.__dlpack__(); print(calls()[before:])
said(lambda: f(2.0, x, Interface(y, mask=1)))
""")  # fmt: skip
    wait = ["EventCreate", "EventRecord", "StreamWaitEvent", "EventDestroy"]
    assert lines == [
        "[]",
        "stream True",
        str([*wait, "StreamSynchronize"]),
        str(["StreamSynchronize"]),
        str([*wait, "StreamSynchronize"]),
        str([*wait, "StreamSynchronize"]),
        "(2, 0) []",
        "[]",
        str(wait),
        "BufferError __cuda_array_interface__: masked arrays are not compiled",
    ]


def test_two_devices(tmp_path):
    lines = with_driver(tmp_path, """
x, y = (pragmac.asarray(np.ones(1000), device=f"cuda:{k}") for k in range(2))
said(lambda: f(2.0, x, y))
said(lambda: pragmac.jit(target="cuda:0")(f)(2.0, np.ones(3), y))
z = pragmac.asarray(x, device="cuda:1")
print(z.device, z.__dlpack_device__(), pragmac.to_numpy(z).sum())
f(2.0, z, y)
f(2.0, x, pragmac.empty(1000, device="cuda"))
pragmac.jit(target="cuda:1")(f)(2.0, np.ones(3), np.ones(3))
pragmac.synchronize()
said(lambda: pragmac.jit(target="cuda:2")(f)(2.0, np.ones(3), np.ones(3)))
said(lambda: pragmac.empty(3, device="cuda:2"))
print(calls().count("ModuleLoadDataEx"), [c for c in calls() if "fault" in c])
""", MOCK_CUDA_DEVICES="2")  # fmt: skip
    assert lines == [
        "ArgumentError error[P616]: argument `x` is on cuda:0 and `y` on cuda:1",
        "ArgumentError error[P616]: argument `y` is on cuda:1, and this function is for cuda:0",
        "cuda:1 (2, 1) 1000.0",
        "RuntimeError P601: no such device: this function has target='cuda:2', and this machine "
        "has cuda:0 (Mock 0) and cuda:1 (Mock 1)",
        "RuntimeError P601: no such device: cuda:2; `pragmac devices` lists them",
        "2 []",  # the text of a module is that of its loops
    ]


def test_memory_that_was_given_up_serves_again(tmp_path):
    lines = with_driver(tmp_path, """
def blocks():
    return calls().count("MemAllocAsync"), calls().count("MemFreeAsync")
on_gpu = pragmac.jit(target="cuda")(f)
for _ in range(3):
    on_gpu(2.0, np.ones(1000), np.ones(1000))
    x = pragmac.empty(999, device="cuda")
    print(blocks())
del x
pragmac.synchronize()
print(blocks(), [c for c in calls() if "fault" in c])
""")  # fmt: skip
    assert lines == ["(2, 0)", "(3, 0)", "(3, 0)", "(3, 3) []"]


def test_failures_outside_of_loops_are_errors(tmp_path):
    code = """
said(lambda: pragmac.asarray(np.ones(9), device="cuda"))
"""
    (line,) = with_driver(tmp_path, code, MOCK_CUDA_FAILS="cuMemAllocAsync=2")
    assert line == "MemoryError P603: no memory on the device cuda:0 (Mock 0)"
    (line,) = with_driver(tmp_path, code, MOCK_CUDA_FAILS="cuMemcpyHtoDAsync=1")
    assert line == (
        "RuntimeError P602: a call of the device's driver failed: cuMemcpyHtoDAsync gave "
        "CUDA_ERROR_INVALID_VALUE (1), in the words of the driver, device cuda:0 (Mock 0)"
    )
