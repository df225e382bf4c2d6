"""The programs of the front end's IR tests, run: compiled and plain give the same."""

import importlib.util
import pathlib
import re
import warnings

import numpy as np
import pragmac
import pytest

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "pragma" / "programs"
ACCEPTED = [p for p in sorted(PROGRAMS.glob("*.py")) if not p.stem.startswith("reject_")]
PYTHON = {"int": 3, "float": 1.25, "bool": True, "complex": 1.5 - 2j}
DTYPES = {"i": "int", "u": "uint", "f": "float", "c": "complex"}


def signatures() -> list[tuple[pathlib.Path, str, str]]:
    """File, function and signature comment of every compiled function."""
    found = []
    for path in ACCEPTED:
        text = path.read_text(encoding="utf-8")
        for name, body in re.findall(r"^def (\w+)\((?:.|\n)*?\n((?: .*\n|\n)*)", text, re.M):
            signature = re.search(r"#= ?(.*)", body)
            if signature:
                found.append((path, name, signature[1]))
    return found


def numpy_dtype(name: str) -> np.dtype:
    if name in ("npbool", "bool"):
        return np.dtype("bool")
    return np.dtype(DTYPES[name[0]] + name[1:])


def value(text: str):
    """A value of the type written in a signature comment; never the same array twice."""
    kind, _, rank = text.partition("[")
    if not rank:
        return PYTHON[kind] if kind in PYTHON else numpy_dtype(kind).type(3)
    shape = (8,) * int(rank[0])
    dtype = numpy_dtype(kind)
    # Small values: they are indices too.
    array = (np.arange(np.prod(shape, dtype=int)) % 7 + 1).reshape(shape).astype(dtype)
    array.flags.writeable = not text.endswith("ro")
    return array


def arguments(part: str) -> dict:
    pairs = [item.split(":") for item in part.split(",") if item.strip()]
    return {name.strip(): value(kind.strip()) for name, kind in pairs if kind.strip() != "None"}


@pytest.fixture(scope="module")
def modules():
    loaded = {}
    for path in ACCEPTED:
        spec = importlib.util.spec_from_file_location(f"programs_{path.stem}", path)
        loaded[path] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded[path])
    return loaded


def run(function, module, signature, capfd):
    parameters, _, hidden = signature.partition(";")
    for name, given in arguments(hidden).items():
        if "." not in name:
            setattr(module, name, given)
    given = arguments(parameters)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = function(*given.values())
    except Exception as error:
        result = (type(error), re.sub(r" of `\w+`", "", str(error)))  # ours name the array
    arrays = [v for v in (*given.values(), *vars(module).values()) if isinstance(v, np.ndarray)]
    return result, arrays, capfd.readouterr().out


def assert_same(got, wanted):
    assert type(got) is type(wanted)
    if isinstance(wanted, tuple):
        assert len(got) == len(wanted)
        for g, w in zip(got, wanted, strict=True):
            assert_same(g, w)
    elif isinstance(wanted, np.ndarray):
        assert got.dtype == wanted.dtype and got.shape == wanted.shape
        np.testing.assert_array_equal(got, wanted)
    else:
        assert got == wanted or repr(got) == repr(wanted)


# Programs whose results are equal numbers of another kind, and why.
OTHER_KINDS = {
    "only_in_range_is_known_to_fit": "D1",
    "returns_join": "D3",
    "builtins": "D6",
    "of_numpy": "np.where of numbers gives a number",
}


@pytest.mark.parametrize(
    ("path", "name", "signature"), signatures(), ids=[f"{p.stem}-{n}" for p, n, _ in signatures()]
)
def test_compiled_and_plain_give_the_same(modules, path, name, signature, capfd):
    module = modules[path]
    plain = getattr(module, name)
    wanted = run(plain, module, signature, capfd)
    got = run(pragmac.jit(plain), module, signature, capfd)
    for g, w in zip(got[1], wanted[1], strict=True):
        assert_same(g, w)
    assert got[2] == wanted[2]
    if name == "created":  # the first array is uninitialised
        got, wanted = (got[0][1:],), (wanted[0][1:],)
    if name in OTHER_KINDS:
        assert got[0] == wanted[0]
        with pytest.raises(AssertionError):
            assert_same(got[0], wanted[0])
    else:
        assert_same(got[0], wanted[0])


def test_there_are_programs():
    assert len(signatures()) >= 60
    assert len({path for path, _, _ in signatures()}) == len(ACCEPTED)
