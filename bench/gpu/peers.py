"""The same problems by pragmac and by other libraries; what is absent raises NotMeasured."""

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from problems import Problem, compiled, with_library
from work import NotMeasured, Work


def by_pragmac(problem: Problem, arguments: tuple) -> Work:
    import pragmac
    from pragmac import _native

    function = compiled(problem)
    there = [moved(argument, lambda x: pragmac.asarray(x, device="cuda")) for argument in arguments]

    def results(returned: Any) -> tuple:
        written = (there[position] for position in problem.outputs)
        return tuple(pragmac.to_numpy(x) if hasattr(x, "device") else x
                     for x in (*as_tuple(returned), *written))  # fmt: skip

    return Work(lambda: function(*there), results, lambda: pragmac.synchronize("cuda"),
                _native.device_stream("cuda", 0))  # fmt: skip


def by_numpy(problem: Problem, arguments: tuple) -> Work:
    return Work(lambda: problem.reference(*arguments), as_tuple, lambda: None, None)


def by_cupy(problem: Problem, arguments: tuple) -> Work:
    """NumPy-style; a sparse matrix is one of cupyx, whose product is cuSPARSE's."""
    cupy = library("cupy")
    there = [moved(argument, cupy.asarray) for argument in arguments]
    if problem.kernel is not None:
        reference = with_library(problem.kernel.reference, cupy)

        def call() -> tuple:
            return (*as_tuple(reference(*there)), *(there[p] for p in problem.outputs))
    elif problem.name == "spmv regular":
        sparse = library("cupyx.scipy.sparse")
        row, col, val, x, y = there
        matrix = sparse.csr_matrix((val, col, row), shape=(y.size, x.size))

        def call() -> tuple:
            return (matrix @ x,)
    else:
        expression = expressed(problem)

        def call() -> tuple:
            return (expression(cupy, *there),)

    return Work(call, lambda found: tuple(map(cupy.asnumpy, found)), cupy.cuda.Device().synchronize)


def by_jax(problem: Problem, arguments: tuple) -> Work:
    jax, expression = library("jax"), expressed(problem)
    if not any(device.platform in ("gpu", "cuda") for device in jax.devices()):
        raise NotMeasured("this JAX has no GPU")
    jax.config.update("jax_enable_x64", True)
    there = [moved(argument, jax.device_put) for argument in arguments]
    function = jax.jit(lambda *given: expression(jax.numpy, *given))
    last: list = [None]

    def call() -> Any:
        last[0] = function(*there)
        return last[0]

    # XLA works on streams of its own: the host times it.
    return Work(call, lambda found: (np.asarray(found),), lambda: last[0].block_until_ready(), None)


def by_torch(problem: Problem, arguments: tuple) -> Work:
    torch, expression = library("torch"), expressed(problem)
    if not torch.cuda.is_available():
        raise NotMeasured("this torch has no GPU")
    there = [moved(argument, lambda x: torch.from_numpy(x).cuda()) for argument in arguments]
    there = [x.item() if isinstance(x, np.generic) else x for x in there]
    function = torch.compile(lambda *given: expression(torch, *given))
    return Work(lambda: function(*there), lambda found: (found.cpu().numpy(),),
                torch.cuda.synchronize, torch.cuda.current_stream().cuda_stream)  # fmt: skip


def by_triton(problem: Problem, arguments: tuple) -> Work:
    library("triton"), library("torch")
    import peers_triton

    return peers_triton.work(problem, arguments)


def by_numba(problem: Problem, arguments: tuple) -> Work:
    library("numba.cuda")
    import peers_numba

    return peers_numba.work(problem, arguments)


def by_cublas(problem: Problem, arguments: tuple) -> Work:
    if problem.name != "matrix product":
        raise NotMeasured("no such routine")
    import pragmac
    from pragmac import _native

    blas = cublas_library()
    handle, stream = ctypes.c_void_p(), _native.device_stream("cuda", 0)
    a, b, c = (pragmac.asarray(x, device="cuda") for x in arguments)
    if blas.cublasCreate_v2(ctypes.byref(handle)):
        raise NotMeasured("cublasCreate failed")
    blas.cublasSetStream_v2(handle, ctypes.c_void_p(stream))
    n, one, zero = ctypes.c_int(a.shape[0]), ctypes.c_double(1), ctypes.c_double(0)
    addresses = [ctypes.c_void_p(x.__cuda_array_interface__["data"][0]) for x in (b, a, c)]
    # Its arrays are by columns: the transpose of c is that of b times that of a.
    given = (handle, 0, 0, n, n, n, ctypes.byref(one), addresses[0], n, addresses[1], n,
             ctypes.byref(zero), addresses[2], n)  # fmt: skip

    def call() -> None:
        if status := blas.cublasDgemm_v2(*given):
            raise RuntimeError(f"cublasDgemm gave {status}")

    return Work(call, lambda _: (pragmac.to_numpy(c),), lambda: pragmac.synchronize("cuda"), stream)


PEERS: dict[str, Callable[[Problem, tuple], Work]] = {
    "cupy": by_cupy,
    "cublas": by_cublas,
    "triton": by_triton,
    "jax": by_jax,
    "torch.compile": by_torch,
    "numba-cuda": by_numba,
}
WORKERS = {"pragmac": by_pragmac, "numpy": by_numpy, **PEERS}


def library(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except Exception as error:  # broken installations raise anything
        raise NotMeasured(f"{type(error).__name__}: {error}".splitlines()[0]) from None


def cublas_library() -> ctypes.CDLL:
    for name in ("libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so"):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise NotMeasured("no libcublas.so is found")


def expressed(problem: Problem) -> Callable[..., Any]:
    if problem.expression is None:
        raise NotMeasured("no version of this problem")
    return problem.expression


def moved(argument: Any, put: Callable[[Any], Any]) -> Any:
    return put(argument) if isinstance(argument, np.ndarray) else argument


def as_tuple(returned: Any) -> tuple:
    return returned if isinstance(returned, tuple) else () if returned is None else (returned,)
