"""A few runs of `run.py`: threads and addresses do not show in the bits of reductions."""

import importlib.util
import pathlib


def test_ten_runs_give_one_result():
    path = pathlib.Path(__file__).with_name("run.py")
    spec = importlib.util.spec_from_file_location("determinism_run", path)
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    assert len(run.hashes(10)) == 1
