"""What ``tenken batch`` prints of a summary, for people and as JSON."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from agent.commands.terminal import printable

if TYPE_CHECKING:
    from agent.batch.row import Change
    from agent.batch.running import FileRun
    from agent.batch.summary import Group, Summary

_MOST_ONLY_OURS = 5


class Diff:
    """Prints changes under the name of their file."""

    def __init__(self, target: Path | None, stream: TextIO) -> None:
        self._target = target
        self._stream = stream
        self._headed = ""

    def show(self, name: str, change: "Change") -> None:
        """One change of the file ``name``."""
        from agent.batch.changes import hunk

        if name != self._headed:
            print(f"--- {name}\n+++ {self._target or name}", file=self._stream)
            self._headed = name
        for line in hunk(change):
            print(printable(line), file=self._stream)


def tell(args: argparse.Namespace, runs: "Sequence[FileRun]", summary: "Summary") -> None:
    """Print all of it."""
    if args.json:
        print(json.dumps(_as_json(runs, summary), ensure_ascii=False, indent=1))
        return
    for run in runs:
        _print_run(run)
    for outcome, heading in (
        ("violation", ""),
        ("incomplete", "cannot tell"),
        ("error", "rules that failed"),
    ):
        groups = summary.worst_first(outcome)
        if groups and heading:
            print(f"\n{heading}:")
        for group in groups:
            _print(group, brief=outcome != "violation")
    _print_issues(summary)
    counts = [f"{summary.clean} of {_counted(summary.listings, 'listing')} without a violation"]
    faulty = sum(run.faulty for run in runs)
    if faulty:
        counts.append(f"{_counted(faulty, 'record')} could not be judged")
    if summary.waiting:
        how = "" if args.images or args.fetch_images else " (--images DIR)"
        counts.append(f"{_counted(summary.waiting, 'finding')} would need the pictures{how}")
    if summary.waived:
        counts.append(f"{_counted(summary.waived, 'finding')} waived (`tenken waive list` shows why)")
    if summary.expired:
        counts.append(f"{_counted(summary.expired, 'finding')} told again: their waivers are over")
    print(f"\n{'; '.join(counts)}")


def _print_run(run: "FileRun") -> None:
    if run.description:
        print(printable(f"{run.name}: {run.description}: {_counted(run.listings, 'listing')}"))
    for fault in run.faults:
        print(printable(f"{run.name}: {fault.where}: {fault.message}"), file=sys.stderr)
    if run.faulty > len(run.faults):
        print(f"{run.name}: {run.faulty - len(run.faults)} more of these", file=sys.stderr)
    for missing in run.pictures:
        print(printable(f"{run.name}: {missing.where}: {missing.message}"), file=sys.stderr)
    if run.pictureless > len(run.pictures):
        print(f"{run.name}: {run.pictureless - len(run.pictures)} more pictures missing", file=sys.stderr)


def _print(group: "Group", *, brief: bool) -> None:
    print(f"{group.severity:<8} {group.count:>6}  {printable(group.title)}  ({group.rule})")
    if brief:
        return
    for example in group.examples:
        quote = f" “{example.quote}”" if example.quote else ""
        print(printable(f"{'':<16} {example.where}:{quote} {example.message}"))
    if group.listings > len(group.examples):
        print(f"{'':<16} and {_counted(group.listings - len(group.examples), 'listing')} more")


def _print_issues(summary: "Summary") -> None:
    if not summary.compared:
        return
    print(f"\nAmazon's own issues, in {_counted(summary.compared, 'listing')}:")
    for issue in sorted(summary.issues.values(), key=lambda issue: -issue.standings.total()):
        said = ", ".join(f"{standing} {count}" for standing, count in sorted(issue.standings.items()))
        print(printable(f"  {issue.code:<8} {said}: {issue.message}"))
    alone = summary.only_ours.most_common()
    if alone:
        named = ", ".join(f"{rule} {count}" for rule, count in alone[:_MOST_ONLY_OURS])
        print(f"  only ours: {named}" + (" …" if len(alone) > _MOST_ONLY_OURS else ""))


def _as_json(runs: "Sequence[FileRun]", summary: "Summary") -> dict[str, Any]:
    return {
        "files": [
            {
                "file": run.name,
                "format": run.description,
                "listings": run.listings,
                "error": run.error,
                "faulty": run.faulty,
                "faults": [asdict(fault) for fault in run.faults],
                "pictures_missing": run.pictureless,
                "pictures": [asdict(missing) for missing in run.pictures],
            }
            for run in runs
        ],
        "listings": summary.listings,
        "clean": summary.clean,
        "waiting_for_pictures": summary.waiting,
        "waived": summary.waived,
        "expired": summary.expired,
        "groups": [
            asdict(group)
            for outcome in ("violation", "incomplete", "error")
            for group in summary.worst_first(outcome)
        ],
        "issues": {
            "compared": summary.compared,
            "codes": [
                {"code": issue.code, "message": issue.message, **issue.standings}
                for issue in summary.issues.values()
            ],
            "only_ours": dict(summary.only_ours),
        },
    }


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
