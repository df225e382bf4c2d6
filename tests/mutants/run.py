"""Seeded compiler bugs: each must be noticed. `./dev mutants [--draw N --seed S] [--only NAME]`.

The compiler of preset `mutants` holds run-time switches, one wrong decision each. For every switch
the quick programs run until one gives a wrong answer or fails a check: first the directed ones of
programs/, then random programs with fixed numbers, then the directed ones in the interpreter in
several orders (threads may hide a race), then the C++ tests of the dependence analysis, of lanes
and of barriers, then the labelled loops of tests/races. Mutants of the C emitter (`c_...`) and of
subgroups (`subgroups_...`) face the tests of the texts alone, which no program runs here. A crash
alone does not count. Ends with 1 when a mutant survives.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fuzz"))

from generate import generate  # noqa: E402
from workers import Worker  # noqa: E402

BUILD = HERE.parents[1] / "build/mutants"
RACES = HERE.parent / "races/run.py"
# Of code that the programs do not run: tests of the text, and which of them.
TEXTS = {"c_": ("test_openmp_c", "not kernels"), "subgroups_": ("test_lane_exchange", "not ptxas")}
RANDOM_SEED = 20_260  # of the random programs, the same for every mutant


@dataclasses.dataclass
class Fate:
    """What became of one mutant."""

    mutant: str
    caught_by: str = ""
    detail: str = ""
    programs: int = 0
    crashes: int = 0


def directed_programs() -> list[pathlib.Path]:
    return sorted((HERE / "programs").glob("*.py"))


def write_random_programs(folder: pathlib.Path, count: int) -> list[pathlib.Path]:
    paths = []
    for number in range(count):
        path = folder / f"random_{number}.py"
        path.write_text(generate(RANDOM_SEED, number).text)
        paths.append(path)
    return paths


def run_programs(mutant: str, paths: list[pathlib.Path], clean: dict[str, str]) -> Fate:
    """Compares programs under a mutant until one ends differently than without it."""
    fate, worker = Fate(mutant), Worker(seconds=20, mutant=mutant)
    for path in paths:
        if clean.get(path.stem) not in (None, "equal"):
            continue  # says nothing: it fails or is refused without the mutant too
        answer = worker.compare(path)
        fate.programs += 1
        if answer.status == "crash" and "no such mutant" in answer.detail:
            raise SystemExit(answer.detail)
        fate.crashes += answer.status in ("crash", "timeout")
        if answer.status in ("mismatch", "rejected"):
            fate.caught_by, fate.detail = path.stem, f"{answer.status}: {answer.detail}"
            break
    worker.close()
    return fate


def run_in_orders(fate: Fate) -> Fate:
    """The directed programs in the interpreter: unlike threads, it never hides a race."""
    worker, clean = Worker(seconds=60, mutant=fate.mutant, races=True), Worker(races=True)
    for path in directed_programs():
        answer = worker.compare(path)
        if answer.status == "mismatch" and clean.compare(path).status == "equal":
            fate.caught_by, fate.detail = f"{path.stem} (interpreted)", answer.detail
            break
    worker.close()
    clean.close()
    return fate


def run_analysis_tests(fate: Fate) -> Fate:
    """The tests of the analyses under a mutant that no program showed."""
    environment = {**os.environ, "PRAGMAC_MUTANT": fate.mutant}

    def output(*command: str) -> list[str]:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
        return done.stdout.splitlines() if done.returncode == 1 else []

    for tests in ("test_dependence", "test_vectorize", "test_sync"):
        failed = [x for x in output(str(BUILD / "tests" / tests)) if x.startswith("[  FAILED")]
        if failed:
            name = failed[0].split("]")[1].split("(")[0].strip()
            fate.caught_by, fate.detail = f"{tests} {name}", f"{len(failed) - 2} tests fail"
            return fate
    failed = [x for x in output(sys.executable, str(RACES)) if x.startswith("FAILED")]
    if failed:
        fate.caught_by, fate.detail = "tests/races", failed[0]
    return fate


def run_tests_of_texts(fate: Fate, tests: str, which: str) -> Fate:
    """The tests of the code that is emitted under a mutant of its emitter."""
    package = str(BUILD / "package")
    environment = {**os.environ, "PRAGMAC_MUTANT": fate.mutant, "PYTHONPATH": package}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    given = [str(HERE.parent / f"run/{tests}.py"), "-k", which]
    done = subprocess.run(
        [*command, *given], env=environment, capture_output=True, text=True, timeout=600
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    if done.returncode == 1 and failed:
        fate.caught_by = f"{tests} " + failed[0].split("::")[1].split("[")[0].split(" ")[0]
        fate.detail = failed[0]
    return fate


def judge(mutant: str, paths: list[pathlib.Path], clean: dict[str, str]) -> Fate:
    for start, tests in TEXTS.items():
        if mutant.startswith(start):
            return run_tests_of_texts(Fate(mutant), *tests)
    fate = run_programs(mutant, paths, clean)
    if not fate.caught_by:
        fate = run_in_orders(fate)
    return fate if fate.caught_by else run_analysis_tests(fate)


def without_mutant(paths: list[pathlib.Path], jobs: int) -> dict[str, str]:
    """How each program ends in the unchanged compiler."""
    shares = [paths[i::jobs] for i in range(jobs)]

    def compare(share: list[pathlib.Path]) -> dict[str, str]:
        worker = Worker(seconds=20)
        found = {path.stem: worker.compare(path).status for path in share}
        worker.close()
        return found

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return {k: v for part in pool.map(compare, shares) for k, v in part.items()}


def catcher(fate: Fate) -> str:
    if fate.caught_by.startswith("random_"):
        return "random programs"
    return "the analysis's tests" if "test" in fate.caught_by.split()[0] else "directed programs"


def commit_seed() -> int:
    found = subprocess.run(
        ["git", "rev-parse", "--short=7", "HEAD"], capture_output=True, text=True, cwd=HERE
    ).stdout.strip()
    return int(found, 16) if found else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draw", type=int, metavar="N", help="only N mutants, drawn by the seed")
    parser.add_argument("--ten", action="store_const", const=10, dest="draw", help="--draw 10")
    parser.add_argument("--seed", type=int, default=None, help="default: the commit's hash")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="only these mutants")
    parser.add_argument("--random", type=int, default=120, metavar="N", help="random programs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def chosen(options: argparse.Namespace) -> list[str]:
    from pragmac import _compiler

    if not hasattr(_compiler, "mutants"):
        raise SystemExit("this build holds no mutants; `./dev build mutants` makes one that does")
    names = sorted(_compiler.mutants())
    if options.only:
        unknown = sorted(set(options.only) - set(names))
        if unknown:
            raise SystemExit(f"no such mutants: {', '.join(unknown)}")
        return options.only
    if options.draw:
        seed = commit_seed() if options.seed is None else options.seed
        print(f"seed {seed}")
        return random.Random(seed).sample(names, min(options.draw, len(names)))
    return names


def main() -> int:
    options = arguments()
    names = chosen(options)
    with tempfile.TemporaryDirectory(prefix="pragmac-mutants-") as folder:
        paths = directed_programs() + write_random_programs(pathlib.Path(folder), options.random)
        clean = without_mutant(paths, options.jobs)
        wrong = sorted(n for n, s in clean.items() if s not in ("equal", "rejected", "skipped"))
        if wrong:
            print(f"fail without any mutant, so they cannot catch one: {', '.join(wrong)}")
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            fates = list(pool.map(lambda name: judge(name, paths, clean), names))
    for fate in fates:
        if fate.caught_by:
            reason = fate.detail.splitlines()[0][:100]
            print(f"caught    {fate.mutant:32} by {fate.caught_by}: {reason}")
        else:
            print(f"SURVIVED  {fate.mutant:32} {fate.programs} programs, {fate.crashes} crashes")
    survivors = [f.mutant for f in fates if not f.caught_by]
    by = Counter(catcher(f) for f in fates if f.caught_by)
    print(f"{len(fates) - len(survivors)} of {len(fates)} mutants caught "
          f"({', '.join(f'{count} by {name}' for name, count in by.most_common())})")  # fmt: skip
    return 1 if survivors or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
