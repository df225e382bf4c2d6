"""Notes of `explain` on what keeps loops from being fast: one program for each."""

import numpy as np
import pragmac


def nested(a):
    # pragma parallel for
    for i in range(a.shape[0]):
        # pragma parallel for
        for j in range(a.shape[1]):
            a[i, j] = i + j


def shifted(x, y):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]


def selected(x, index):
    s = 0.0
    # pragma simd
    for i in range(index.shape[0]):
        s += x[index[i]]
    return s


def running(x):
    for i in range(1, x.shape[0]):
        x[i] = x[i] * x[i - 1] + 1.0


def counted(x, counts):
    # pragma parallel for
    for i in range(x.shape[0]):
        # pragma atomic
        counts[x[i]] += 1


def notes_of(function, *arguments, **options):
    report = pragmac.jit(function, **options).explain(*arguments)
    found = report.to_dict()["diagnostics"]
    assert all(d["severity"] == "note" and d["code"].startswith("N") for d in found), found
    for d in found:
        assert f"note[{d['code']}]: {d['message']}" in str(report)
    first = function.__code__.co_firstlineno
    return {d["code"]: (d["line"] - first, d["message"]) for d in found}


def test_an_inner_parallel_loop():
    line, message = notes_of(nested, np.zeros((4, 4)))["N102"]
    assert line == 4 and message.endswith("has all threads already")


def test_arguments_that_share_memory():
    x = np.zeros(9)
    line, message = notes_of(shifted, x[:-1], x[1:])["N103"]
    assert line == 2 and "share memory" in message
    assert "N103" not in notes_of(shifted, x, x.copy())


def test_checks_and_no_vectors():
    found = notes_of(selected, np.zeros(9), np.zeros(4, np.int64))
    assert found["N204"] == (3, "1 of 2 indices of this loop are checked at every access")
    assert found["N201"][0] == 3


def test_gathered_elements():
    found = notes_of(selected, np.zeros(9), np.zeros(4, np.int64), bounds="unchecked")
    assert found["N203"][0] == 3 and "N204" not in found


def test_a_loop_that_carries_values():
    line, message = notes_of(running, np.zeros(9))["N201"]
    assert line == 1 and message.startswith("this loop is not made of vectors: ")


def test_loops_of_vectors_have_no_notes():
    assert notes_of(shifted, np.zeros(9), np.zeros(9)) == {}


def test_copies_of_arrays_and_lanes_that_wait():
    x, counts = np.zeros(9000, np.int64), np.zeros(8, np.int64)
    found = notes_of(counted, x, counts, options={"device": "emulated"})
    assert found["N305"][0] == 2 and "`counts`" in found["N305"][1]
    assert found["N301"][1].startswith("the lanes wait for each other here: ")
    assert set(notes_of(counted, x, counts)) & {"N301", "N305"} == set()
