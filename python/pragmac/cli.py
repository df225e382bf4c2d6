"""The command line: check, run, explain, annotate, cache, devices, doctor.

Results go to standard output, diagnostics to standard error. Exit codes: 0 fine, 1 the user's
program has findings, 2 wrong use, 3 our fault.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from .exit_codes import FINDINGS, FINE, OUR_FAULT, WRONG_USE, wrong_use

if TYPE_CHECKING:
    from .diagnostics import Diagnostic

COMMANDS = ["check", "run", "explain", "annotate", "cache", "devices", "doctor"]


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="pragmac", description="Compiles annotated Python loops.")
    commands = top.add_subparsers(dest="command", required=True, metavar="command")

    check = commands.add_parser("check", help="report the findings of files without running them")
    check.add_argument("files", nargs="+", metavar="FILE", help="a file, or a directory of files")
    check.add_argument(
        "--sarif", action="store_true", help="the findings as SARIF 2.1.0, for editors and hosts"
    )
    check.set_defaults(run=check_files)
    _add_races(check, "for functions whose decorator does not say")

    run = commands.add_parser("run", help="run a file with its annotated functions compiled")
    _add_races(run, "for functions without a decorator of their own")
    _add_math(run, "for functions without a decorator of their own")
    run.add_argument("file", metavar="FILE")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    run.set_defaults(run=run_file)

    explain = commands.add_parser("explain", help="print the page of a diagnostic code")
    explain.add_argument("code", metavar="CODE")
    explain.set_defaults(run=explain_code)

    annotate = commands.add_parser(
        "annotate", help="propose directives for loops whose iterations are independent"
    )
    annotate.add_argument(
        "files", nargs="+", metavar="FILE", help="a file, or a directory of files"
    )
    annotate.add_argument("--write", action="store_true", help="put them into the files")
    annotate.add_argument(
        "--guarded", action="store_true", help="also for loops that a test at each call must allow"
    )
    annotate.add_argument("--why", action="store_true", help="why other loops are left alone, too")
    annotate.set_defaults(run=annotate_files)

    cache = commands.add_parser(
        "cache", help="look at the cache of compiled functions, or clear it"
    )
    _add_cache_actions(cache)

    devices = commands.add_parser("devices", help="list the devices compiled loops can run on")
    devices.set_defaults(run=list_devices)

    doctor = commands.add_parser("doctor", help="find what is wrong with the installation")
    doctor.add_argument(
        "--probe", action="store_true",
        help="measure, once, what the machine computes and moves, which `explain` compares with",
    )  # fmt: skip
    doctor.set_defaults(run=report_installation)

    for command in (check, run, explain, annotate, cache, devices, doctor):
        command.add_argument("--json", action="store_true", help="machine-readable output")
    return top


def _add_cache_actions(command: argparse.ArgumentParser) -> None:
    from .cache_command import ACTIONS

    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description = "\n".join(f"{name:8} {text}" for name, text in ACTIONS.items())
    command.add_argument("action", choices=list(ACTIONS), metavar="|".join(ACTIONS))
    command.add_argument("--size", help="of prune: leave so much, as 500M; by default the limit")
    command.set_defaults(run=_run_cache_command)


def _run_cache_command(options: argparse.Namespace) -> int:
    from .cache_command import run_cache_command

    return run_cache_command(options)


def _add_races(command: argparse.ArgumentParser, whose: str) -> None:
    from .options import RACES

    command.add_argument(
        "--races", choices=RACES, default="check", help=f"the option of pragmac.jit, {whose}"
    )


def _add_math(command: argparse.ArgumentParser, whose: str) -> None:
    from .options import MATH

    command.add_argument(
        "--math", choices=MATH, default="strict", help=f"the option of pragmac.jit, {whose}"
    )


def run_command(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first not in COMMANDS and first and not first.startswith("-"):
        from .diagnostics import did_you_mean

        hint = did_you_mean(first, COMMANDS) or f"; there are {', '.join(COMMANDS)}"
        return wrong_use(f"no command `{first}`{hint}")
    try:
        options = parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has printed why
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    return int(options.run(options))


def report(diagnostics: list[Diagnostic], as_json: bool) -> int:
    """Prints diagnostics to standard error and returns the exit code they mean."""
    if as_json:
        print(json.dumps([d.to_dict() for d in diagnostics], indent=2), file=sys.stderr)
    else:
        for d in diagnostics:
            print(d.rendered, file=sys.stderr)
    return exit_code(diagnostics)


def exit_code(diagnostics: list[Diagnostic]) -> int:
    if any(d.code.startswith("P9") for d in diagnostics):
        return OUR_FAULT
    return FINDINGS if any(d.severity == "error" for d in diagnostics) else FINE


def check_files(options: argparse.Namespace) -> int:
    from .checking import check, python_files

    if options.json and options.sarif:
        return wrong_use("--json and --sarif are two formats: choose one")
    found: list[Diagnostic] = []
    loops: list[dict[str, Any]] = []
    for file in options.files:
        if not os.path.exists(file):
            return wrong_use(f"no such file: {file}")
        if not python_files(file):
            return wrong_use(f"no Python files in {file}")
        result = check(file, races=options.races)
        found += result.diagnostics
        loops += [loop.to_dict() for loop in result.loops]
    if options.sarif:
        from .sarif import sarif_log

        print(json.dumps(sarif_log(found), indent=2))
        return exit_code(found)
    code = report(found, False) if not options.json else exit_code(found)
    if options.json:
        print(json.dumps({"diagnostics": [d.to_dict() for d in found], "loops": loops}, indent=2))
    else:
        for loop in loops:
            reason = f" ({loop['missing']})" if loop["missing"] else ""
            print(f"{loop['file']}:{loop['line']}: {loop['directive']}: {loop['verdict']}{reason}")
    return code


def annotate_files(options: argparse.Namespace) -> int:
    from .annotating import annotate
    from .checking import python_files

    code, made = FINE, []
    for file in options.files:
        if not os.path.exists(file):
            return wrong_use(f"no such file: {file}")
        for path in python_files(file):
            try:
                made.append(annotate(path, guarded=options.guarded))
            except (SyntaxError, ValueError, RecursionError) as error:
                reason = error.msg if isinstance(error, SyntaxError) else str(error)
                print(f"pragmac: Python cannot read {path}: {reason}", file=sys.stderr)
                code = FINDINGS
    for annotation in made:
        if not options.json:
            print(annotation.diff(), end="")
        if options.why and not options.json:
            for line, reason in annotation.left:
                print(f"{annotation.path}:{line}: left alone: {reason}", file=sys.stderr)
        if options.write:
            try:
                annotation.write()
            except OSError as error:
                print(f"pragmac: {annotation.path} stays as it is: {error}", file=sys.stderr)
                code = FINDINGS
    if options.json:
        listed = [p.to_dict() for annotation in made for p in annotation.proposals]
        left = [{"file": a.path, "line": n, "reason": r} for a in made for n, r in a.left]
        print(json.dumps({"proposals": listed, "left": left}, indent=2))
    elif not any(annotation.proposals for annotation in made):
        print("pragmac: no loop to mark", file=sys.stderr)
    return code


def run_file(options: argparse.Namespace) -> int:
    from .running import report_uncaught, run

    if not os.path.isfile(options.file):
        return wrong_use(f"no such file: {options.file}")
    from .diagnostics import CompileError

    try:
        run(options.file, options.arguments, options.races, options.math)
    except CompileError as error:
        return report(error.diagnostics, options.json)
    except Exception as error:
        report_uncaught(error)
        return FINDINGS
    return FINE


def explain_code(options: argparse.Namespace) -> int:
    from . import _compiler
    from .diagnostics import did_you_mean

    page = _compiler.explain_code(options.code.upper())
    if page is None:
        codes = [page["code"] for page in _compiler.all_codes()]
        return wrong_use(f"no code {options.code}{did_you_mean(options.code.upper(), codes)}")
    from .code_examples import example_of

    example = example_of(page["code"])
    refused, accepted = example or ("", "")
    if options.json:
        print(json.dumps({**page, "refused": refused, "accepted": accepted}, indent=2))
        return FINE
    import textwrap

    print(f"{page['severity']}[{page['code']}]: {page['title']}\n")
    print(textwrap.fill(page["explanation"], 79))
    if example:
        print(f"\nRefused:\n\n{textwrap.indent(refused, '    ')}")
        print(f"Instead:\n\n{textwrap.indent(accepted, '    ')}", end="")
    return FINE


def list_devices(options: argparse.Namespace) -> int:
    from .machine import cuda_devices, devices, opencl_devices

    found = devices()
    if options.json:
        print(json.dumps([device.to_dict() for device in found], indent=2))
        return FINE
    for device in found:
        print(device)
    for kind, (_, why) in (("cuda", cuda_devices()), ("opencl", opencl_devices())):
        if why:
            print(f"{kind}: {why}")
    return FINE


def report_installation(options: argparse.Namespace) -> int:
    from .doctor import doctor

    made = doctor(options.probe)
    if options.json:
        print(json.dumps(made.to_dict(), indent=2))
    else:
        print(*made.lines(), sep="\n")
    for problem in made.problems:
        print(f"pragmac: {problem.what}\n    help: {problem.help}", file=sys.stderr)
    if not made.problems and not options.json:
        print("nothing is wrong", file=sys.stderr)
    if made.our_fault:
        return OUR_FAULT
    return FINDINGS if made.problems else FINE
