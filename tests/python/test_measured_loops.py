"""What `explain` measures of a call: bytes, operations and time of each loop, beside the machine's
rates where it was probed."""

import json

import numpy as np
import pragmac
import pytest
from pragmac.machine_rates import Rates, keep, known_rates
from pragmac.roofline import quantity


def product(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            s = 0.0
            for k in range(a.shape[1]):
                s += a[i, k] * b[k, j]
            c[i, j] = s


def picked(values, index, out):
    # pragma parallel for
    for i in range(index.shape[0]):
        if index[i] > 0:
            out[i] = values[index[i]]


def swept(x, y, steps):
    for _ in range(steps):
        # pragma parallel for
        for i in range(1, x.shape[0] - 1):
            y[i] = x[i - 1] + x[i + 1]
        # pragma parallel for
        for i in range(1, x.shape[0] - 1):
            x[i] = y[i]


def doubled(z, w):
    # pragma parallel for
    for i in range(z.shape[0]):
        w[i] = z[i] * z[i]


def halved(x, n):
    total = 0
    # pragma parallel for reduction(+:total)
    for i in range(x.shape[0]):
        v = x[i]
        while v > 1.0:
            v = v / 2.0
            total += 1
    return total + n


def works(f, *args):
    return [loop["work"] for loop in pragmac.jit(f).explain(*args).to_dict()["loops"]]


def arrays(work):
    return {a["name"]: (a["reads"], a["writes"], a["size"]) for a in work["arrays"]}


def test_bytes_and_operations_of_a_product():
    n, m, k = 5, 7, 9
    (work,) = works(product, np.ones((n, k)), np.ones((k, m)), np.zeros((n, m)))
    each = 8 * n * m * k
    assert arrays(work) == {
        "a": (each, 0, 8 * n * k), "b": (each, 0, 8 * k * m), "c": (0, 8 * n * m, 8 * n * m),
    }  # fmt: skip
    assert work["operations"] == 2 * n * m * k
    assert work["bytes"] == 2 * each + 8 * n * m
    assert work["least_bytes"] == 8 * (n * k + k * m + n * m)
    assert work["entries"] == 1 and work["seconds"] > 0


def test_what_a_branch_guards_counts_where_it_is_taken():
    index = np.array([0, 3, 0, 1, 2])
    (work,) = works(picked, np.arange(4, dtype=np.float32), index, np.zeros(5, np.float32))
    assert arrays(work) == {
        "index": (8 * 8, 0, 40), "values": (3 * 4, 0, 16), "out": (0, 3 * 4, 20),
    }  # fmt: skip
    assert work["operations"] == 0
    assert work["least_bytes"] == 40 + 12 + 12


def test_loops_that_are_entered_again_and_again():
    first, second = works(swept, np.ones(10), np.zeros(10), 4)
    assert first["entries"] == second["entries"] == 4
    assert arrays(first) == {"x": (4 * 8 * 16, 0, 80), "y": (0, 4 * 8 * 8, 80)}
    assert (
        first["least_bytes"] == 4 * 80 + 4 * 64
    )  # x whole in each sweep, as much of y as is asked
    assert first["operations"] == 4 * 8 and second["operations"] == 0


def test_loops_without_a_barrier_are_timed_together():
    f = pragmac.jit(together)
    report = f.explain(np.ones(10), np.zeros(10), np.zeros(10))
    first, second = (loop["work"] for loop in report.to_dict()["loops"])
    assert first["timed_loops"] == 2 and first["seconds"] > 0
    assert second["seconds"] is None and second["bytes"] == 3 * 80
    assert "for the 2 loops that its threads run without a barrier" in str(report)
    assert "measured together with the loop before" in str(report)


def together(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]
    # pragma parallel for
    for i in range(x.shape[0]):
        z[i] = y[i] + x[i]


def test_products_of_complex_numbers_are_six_operations():
    (work,) = works(doubled, np.ones(8, np.complex64), np.ones(8, np.complex64))
    assert work["operations"] == 6 * 8


def test_a_loop_whose_end_depends_on_elements():
    (work,) = works(halved, np.array([1.0, 2.0, 16.0]), 1)
    assert work["operations"] == 0 + 1 + 4


def test_arguments_stay_and_nothing_is_printed(capsys):
    def add(x):
        print("adding")
        # pragma parallel for
        for i in range(x.shape[0]):
            x[i] += 1.0

    x = np.zeros(4)
    report = pragmac.jit(add).explain(x)
    assert x.tolist() == [0] * 4 and capsys.readouterr().out == ""
    assert report.to_dict()["loops"][0]["work"]["bytes"] == 64


def test_a_call_that_raises_is_not_measured():
    report = pragmac.jit(picked).explain(np.ones(2), np.array([1, 7]), np.zeros(2))
    (loop,) = report.to_dict()["loops"]
    assert loop["work"] is None
    assert report.to_dict()["not_measured"].startswith("the call raises IndexError in line")
    assert "measured   nothing: the call raises IndexError" in str(report)


def test_loops_on_a_device_are_not_measured():
    f = pragmac.jit(options={"device": "emulated"})(doubled)
    (loop,) = f.explain(np.ones(3), np.ones(3)).to_dict()["loops"]
    assert loop["work"] is None


def test_arrays_that_share_memory_are_copied_as_such():
    x = np.arange(12.0)
    (first, _) = works(swept, x[:10], x[2:], 1)
    assert first["entries"] == 1
    assert x.tolist() == list(range(12))


def scratch(a, n):
    t = np.zeros(n)
    # pragma parallel for
    for i in range(n):
        t[i] = a[i] * 2.0
    return t[0]


def shrinking(a, n):
    s = 0.0
    for k in range(n, 0, -1):
        s += scratch(a, k)
    return s


def test_arrays_of_another_size_in_each_entry():
    n = 10
    (work,) = works(shrinking, np.ones(n), n)
    each = 8 * n * (n + 1) // 2
    assert arrays(work) == {"a": (each, 0, 8 * n), "t": (0, each, each // n)}
    assert work["least_bytes"] == 2 * each


def with_own(x, n):
    a = np.zeros(n)
    # pragma parallel for
    for i in range(n):
        a[i] = x[i]
    return a[0]


def same_names(a, n):
    return with_own(a, n)


def test_arrays_of_the_same_name_are_told_apart():
    (work,) = works(same_names, np.ones(5), 3)
    assert sorted(arrays(work).values()) == [(0, 24, 24), (24, 0, 40)]
    assert len(work["arrays"]) == 2


def medians(x, y, w):
    # pragma parallel for private(w)
    for i in range(x.shape[0]):
        for j in range(3):
            w[j] = x[i, j]
        y[i] = w[1]


def test_arrays_that_a_clause_makes_private_do_not_count():
    (work,) = works(medians, np.ones((4, 3)), np.ones(4), np.ones(3))
    assert set(arrays(work)) == {"x", "y"}


def behind_a_barrier(x, y, z):
    # pragma parallel for
    for i in range(x.shape[0]):
        y[i] = x[i]
    # pragma parallel for
    for i in range(1, x.shape[0]):
        z[i] = y[i - 1]


def test_loops_behind_a_barrier_are_timed_one_by_one():
    for work in works(behind_a_barrier, np.ones(9), np.ones(9), np.ones(9)):
        assert work["timed_loops"] == 1 and not work["together"] and work["seconds"] > 0


def test_functions_without_annotated_loops_are_not_called(monkeypatch):
    def total(x):
        s = 0.0
        for i in range(x.shape[0]):
            s += x[i]
        return s

    monkeypatch.setattr("pragmac.explaining.measured_loops", None)
    assert pragmac.jit(total).explain(np.ones(3)).to_dict()["loops"] == []


def test_time_outside_of_annotated_loops_counts_as_time(monkeypatch):
    def mostly_serial(x, n):
        for _ in range(n):
            for i in range(x.shape[0]):
                x[i] = np.sqrt(x[i] + 1.0) * 0.5
        # pragma parallel for
        for i in range(x.shape[0]):
            x[i] += 1.0

    runs = []
    monkeypatch.setattr("pragmac.measuring._LONGEST", 0.0)
    from pragmac import measuring

    original = measuring._run
    monkeypatch.setattr(measuring, "_run", lambda *a: (runs.append(1), original(*a)))
    monkeypatch.setattr(measuring, "_LONGEST_COUNTED", 1e-9)
    report = pragmac.jit(mostly_serial).explain(np.ones(100), 10)
    assert len(runs) == 1 and "too long to count" in str(report)


def test_of_a_view_only_its_own_part_is_copied(monkeypatch):
    from pragmac import shared_memory

    copied = []
    original = shared_memory._bounds
    monkeypatch.setattr(
        shared_memory, "_bounds", lambda a: (copied.append(a.nbytes), original(a))[1]
    )
    large = np.zeros(100_000)
    works(doubled, large[:10], np.zeros(10))
    assert max(copied) == 80


def test_no_memory_for_copies(monkeypatch):
    def no_memory(*_):
        raise MemoryError

    monkeypatch.setattr("pragmac.outcomes.copied", no_memory)
    report = pragmac.jit(doubled).explain(np.ones(3), np.ones(3))
    assert report.to_dict()["not_measured"] == "there is no memory for copies of the arguments"


# ---- beside what the machine allows --------------------------------------------------------------


@pytest.fixture
def rates(tmp_path, monkeypatch):
    """1 GB/s, or 10 within 1 MB per thread, and 1 GFLOP/s."""
    from pragmac.machine import processor_name, thread_count

    monkeypatch.setenv("PRAGMAC_CACHE_DIR", str(tmp_path))
    copies = [(1_000_000, 1e10), (100_000_000, 1e9)]
    made = Rates(processor_name(), thread_count(), copies, {"strict": 1e9, "contract": 2e9})
    keep(made)
    return made


def test_share_of_what_memory_gives(rates):
    x = np.ones(1000)
    report = pragmac.jit(together).explain(x, x.copy(), x.copy())
    first, second = (loop["work"] for loop in report.to_dict()["loops"])
    # Together they need not read `x` twice.
    assert (first["bound"], first["rate"]) == ("memory", 1e10)
    assert first["share"] == pytest.approx(4 * 8000 / 1e10 / first["seconds"])
    assert second["share"] is None
    assert "of what memory gives (10.0 GB/s)" in str(report)


def test_share_of_what_the_processor_computes(rates):
    n = 20
    report = pragmac.jit(product).explain(np.ones((n, n)), np.ones((n, n)), np.zeros((n, n)))
    (work,) = (loop["work"] for loop in report.to_dict()["loops"])
    assert (work["bound"], work["rate"]) == ("arithmetic", 1e9)
    assert work["share"] == pytest.approx(2 * n**3 / 1e9 / work["seconds"])
    assert rates.operations_per_second("fast", 32) == 4e9


def test_large_loops_are_compared_with_large_copies(rates):
    assert rates.bytes_per_second(rates.threads * 1_000_001) == 1e9
    assert rates.bytes_per_second(rates.threads * 10**12) == 1e9


def test_a_loop_without_floats_or_bytes_has_no_share(rates):
    def counted(n):
        s = 0
        # pragma parallel for reduction(+:s)
        for i in range(n):
            s += i % 7
        return s

    assert "--probe" not in str(pragmac.jit(counted).explain(1000))


def test_rates_of_another_machine_are_none_of_this_one(rates):
    from pragmac.machine_rates import rates_file

    assert known_rates().to_dict() == rates.to_dict()
    with open(rates_file(), encoding="utf-8") as file:
        stored = json.load(file)
    for change in ({"processor": "another"}, {"threads": 99}, {"copies": []}, {"operations": 3},
                   {"threads": float("inf")}):  # fmt: skip
        with open(rates_file(), "w", encoding="utf-8") as file:
            json.dump({**stored, **change}, file)
        assert known_rates() is None
    with open(rates_file(), "w", encoding="utf-8") as file:
        file.write("{")
    assert known_rates() is None


def test_without_a_probe_the_report_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PRAGMAC_CACHE_DIR", str(tmp_path))
    report = pragmac.jit(doubled).explain(np.ones(3), np.ones(3))
    assert "`pragmac doctor --probe` measures what this machine allows" in str(report)
    assert report.to_dict()["loops"][0]["work"]["share"] is None


def test_picture_in_a_notebook(rates):
    n = 20
    page = (
        pragmac.jit(product)
        .explain(np.ones((n, n)), np.ones((n, n)), np.zeros((n, n)))
        ._repr_html_()
    )
    assert page.count("<rect") == 2 and ">line " in page and " %</text>" in page
    import xml.etree.ElementTree as ElementTree

    ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])


def test_quantities_have_three_digits():
    values = [(0, "B"), (999, "B"), (1000, "B"), (12_345_678, "B"), (1.5e-9, "s"), (0.9996, "s")]
    assert [quantity(*v) for v in values] == [
        "0 B", "999 B", "1.00 kB", "12.3 MB", "1.50 ns", "1.00 s",
    ]  # fmt: skip


def test_probe_measures_this_machine(tmp_path, monkeypatch):
    from pragmac import cli

    monkeypatch.setenv("PRAGMAC_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("pragmac.probe.FOOTPRINTS", (24 << 10, 1 << 20))
    assert cli.run_command(["doctor", "--probe"]) == 0
    rates = known_rates()
    assert [size for size, _ in rates.copies] == [24 << 10, 1 << 20]
    assert all(1e8 < rate < 1e14 for _, rate in rates.copies)
    assert 1e8 < rates.operations["strict"] < 1e15
