"""Worker processes: the protocol, a death, a hang."""

import shutil
import sys
import textwrap

import numpy as np
import pytest

from bench.cpu.processes import Process, worker
from kernels import load
from kernels.kernel import largest_difference


def process(text: str) -> Process:
    return Process([sys.executable, "-c", textwrap.dedent(text)], 1)


@pytest.mark.parametrize("who", ["pragmac", "numpy", "gcc"])
def test_a_worker_runs_a_program_again_and_again(who, tmp_path):
    if who == "gcc" and not shutil.which("gcc"):
        pytest.skip("no gcc here")
    program, there = load("gemm"), worker(who, 1)  # gemm changes its argument
    loaded = there.ask({"load": "gemm", "size": "XS"}, 120)
    digests = set()
    for _ in range(2):
        answer = there.ask({"run": 3, "warm": True}, 60)
        digests.add(answer["digest"])
        assert len(answer["times"]) == 3 and min(answer["times"]) > 0
    assert loaded["first"] > 0 and len(digests) == 1
    file = tmp_path / "results.npz"
    assert there.ask({"save": str(file)}, 60) == {"saved": str(file)}
    there.close()
    with np.load(file) as arrays:
        found = tuple(arrays[name] for name in arrays.files)
    expected = program.run(program.reference, program.arguments("XS"))
    assert largest_difference(found, expected) <= program.tolerance


def test_an_error_in_a_worker_is_its_answer():
    there = worker("numpy", 1)
    answer = there.ask({"load": "gemm", "size": "no such size"}, 60)
    there.close()
    assert answer == {"error": "KeyError: 'no such size'"}


def test_a_dead_worker_says_how_it_ended_and_the_next_request_starts_another():
    there = process("""
        import os, sys
        for line in sys.stdin:
            if "die" in line:
                print("out of luck", file=sys.stderr, flush=True)
                os.abort()
            print('{"here": 1}', flush=True)
    """)
    assert there.ask({"a": 1}, 20) == {"here": 1}
    assert there.ask({"die": 1}, 20) == {"error": "worker ended with status -6: out of luck"}
    assert there.ask({"a": 1}, 20) == {"here": 1}
    there.close()


def test_a_worker_that_hangs_is_ended():
    there = process("import time; time.sleep(60)")
    assert there.ask({"a": 1}, 0.2) == {"error": "no answer within 0.2 s"}
    assert there.child is None


def test_an_environment_that_is_not_there():
    there = Process(["/no/such/python"], 1)
    assert there.ask({"a": 1}, 1) == {"missing": "python of it: No such file or directory"}


def test_what_a_library_prints_is_no_answer():
    there = worker("numpy", 1)
    there.start()
    answer = there.ask({"load": "pi", "size": "XS"}, 60)
    there.close()
    assert set(answer) == {"inputs", "first", "made"}


def test_it_has_as_many_processors_as_threads():
    there = process("""
        import os, sys
        sys.stdin.readline()
        print('{"threads": "%s", "processors": %d}' % (
            os.environ["OMP_NUM_THREADS"], len(os.sched_getaffinity(0))), flush=True)
    """)
    assert there.ask({}, 20) == {"threads": "1", "processors": 1}
    there.close()
