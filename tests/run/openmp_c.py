"""C texts of `inspect("openmp")`, compiled into shared objects and called like the functions."""

import ctypes
import pathlib
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

import numpy as np
import pragmac
import pytest

FLAGS = ["-std=c11", "-O2", "-fopenmp", "-ffp-contract=off", "-fPIC", "-shared"]
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
RUNTIME = pathlib.Path(pragmac.__file__).parent

C_TYPES = {
    "bool": ctypes.c_bool, "int8_t": ctypes.c_int8, "int16_t": ctypes.c_int16,
    "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint8_t": ctypes.c_uint8,
    "uint16_t": ctypes.c_uint16, "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64,
    "float": ctypes.c_float, "double": ctypes.c_double,
}  # fmt: skip
ELEMENTS = {"pragmac_c64": np.complex64, "pragmac_c128": np.complex128}


class Error(ctypes.Structure):
    _fields_ = [
        ("site", ctypes.c_int32),
        ("reserved", ctypes.c_int32),
        ("iteration", ctypes.c_int64),
        ("payload", ctypes.c_uint64 * 4),
    ]


class Complex(ctypes.Structure):
    _fields_ = [("re", ctypes.c_double), ("im", ctypes.c_double)]


@dataclass
class Failure(Exception):
    """What the C function's error record says: a row of the table in its text."""

    exception: str
    line: int
    iteration: int


def needs_compiler(compiler: str) -> None:
    if not shutil.which(compiler):
        pytest.skip(f"no {compiler} here")


def compiled_text(text: str, directory: pathlib.Path, compiler: str = "gcc", *flags: str):
    """The shared object of a text, which has no warnings; the one there if it came of the same."""
    needs_compiler(compiler)
    source, built = directory / "loops.c", directory / f"{compiler}.so"
    made_of = directory / f"{compiler}.made_of"
    libraries = ["-lm"]
    if "pragmac_" in re.sub(r"pragmac_(error|update|c64|c128)\b", "", text):
        libraries += [f"-L{RUNTIME}", "-lpragmac_rt", f"-Wl,-rpath,{RUNTIME}"]
    command = [compiler, *FLAGS, *WARNINGS, *flags, "-o", built, source, *libraries]
    origin = f"{command}\n{text}"
    if built.exists() and made_of.exists() and made_of.read_text() == origin:
        return built
    source.write_text(text)
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:4000] + text
    made_of.write_text(origin)
    return built


class CFunction:
    """A jitted function's text for some arguments, callable with arguments of those types."""

    def __init__(self, function, arguments, directory, compiler="gcc", *flags):
        self.text = function.inspect("openmp", *arguments)
        self.hidden = function.py_func.__globals__
        library = ctypes.CDLL(str(compiled_text(self.text, directory, compiler, *flags)))
        name, parameters = re.search(r"^int32_t (\w+)\(([^)]*)\)\n{", self.text, re.M).groups()
        self.function = getattr(library, name)
        self.parameters = [p.strip() for p in parameters.replace("\n", " ").split(",")]
        self.sites = {
            int(number): (exception, int(line or 0))
            for number, exception, line in re.findall(
                r"^ \* +(\d+)  (\w+)(?:, line (\d+))?: ", self.text, re.M
            )
        }

    def __call__(self, *arguments):
        bound = self.bind(*arguments)
        bound.run()
        return bound.results()

    def bind(self, *arguments) -> "BoundCall":
        """A call with these arguments, whose marshalling is done."""
        values, results, kept = list(arguments), [], []
        passed: list[Any] = []
        array, pointer = None, ""
        for parameter in self.parameters:
            kind, name = re.match(r"(.*?[ *])(\w+)$", parameter).groups()
            kind = kind.replace("const ", "").replace("restrict ", "").strip()
            if kind == "pragmac_error *":
                error = Error()
                passed.append(ctypes.byref(error))
            elif name.startswith("result"):
                if name.endswith("_n"):
                    results[-1][2] = (ctypes.c_int64 * 32)()
                    passed.append(results[-1][2])
                    continue
                element = kind.replace("*", "").strip()
                space = ctypes.c_void_p() if "**" in kind else self._scalar(element)()
                results.append([element, space, None, "**" in kind])
                passed.append(ctypes.byref(space))
            elif array is not None and (m := re.fullmatch(rf"{pointer}_([ns])(\d+)", name)):
                what = array.shape if m[1] == "n" else array.strides
                passed.append(ctypes.c_int64(what[int(m[2])]))
            else:
                value = values.pop(0) if values else self.hidden[name]
                if "*" in kind:
                    array, pointer = np.asarray(value), name
                    passed.append(ctypes.c_void_p(array.ctypes.data))
                else:
                    passed.append(self._passed(kind, value))
                kept.append(value)
        return BoundCall(self, passed, error, [tuple(result) for result in results], kept)

    @staticmethod
    def _scalar(element):
        return Complex if element in ELEMENTS else C_TYPES[element]

    def _passed(self, kind, value):
        if kind in ELEMENTS:
            return Complex(complex(value).real, complex(value).imag)
        return C_TYPES[kind](value.item() if isinstance(value, np.generic) else value)

    @staticmethod
    def _result(element, space, extents, array):
        """A scalar, or a copy of the new array's elements, whose memory is given back."""
        if not array:
            return complex(space.re, space.im) if element in ELEMENTS else space.value
        dtype = np.dtype(ELEMENTS.get(element) or C_TYPES[element])
        return space.value, dtype, extents


@dataclass
class BoundCall:
    """The C function with its arguments, to call again and again."""

    function: CFunction
    passed: list[Any]
    error: Error
    made: list[tuple]  # element type, where the result comes to, its extents, whether an array
    kept: list[Any]  # arrays that the arguments point into

    def run(self) -> None:
        if self.function.function(*self.passed):
            exception, line = self.function.sites[self.error.site]
            raise Failure(exception, line, self.error.iteration)

    def results(self):
        made = tuple(self.function._result(*result) for result in self.made)
        return None if not made else made[0] if len(made) == 1 else made


def release(result) -> None:
    """Gives back the memory of a result that is an array."""
    free = ctypes.CDLL(None).free
    free.argtypes = [ctypes.c_void_p]
    free(result[0])


def array_like(result, like):
    """The elements behind a result that is an array of the rank and dtype of `like`."""
    address, dtype, extents = result
    shape = tuple(extents[: like.ndim])
    count = int(np.prod(shape))
    found = np.empty(shape, dtype)
    ctypes.memmove(found.ctypes.data, address, count * dtype.itemsize)
    return found.view(np.bool_) if like.dtype == np.bool_ else found
