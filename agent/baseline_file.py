"""The file of a baseline: JSON for version control, one finding a line, in a steady order."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent import atomic
from agent.baseline import Baseline, ordered
from agent.json_lines import line_at
from agent.rules.ruleset import RuleError

_MERGE = ("<<<<<<<", "=======", ">>>>>>>")


def read(path: Path) -> Baseline:
    """The baseline of a file. Raises ``RuleError`` with file and line, or ``FileNotFoundError``."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = json.loads(text)
        return Baseline.model_validate_json(json.dumps(content))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise RuleError(path, 1, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"expected UTF-8 text ({error.reason} at byte {error.start})") from error
    except json.JSONDecodeError as error:
        merge = text.splitlines()[error.lineno - 1 : error.lineno]
        hint = " (is this a merge that was not finished?)" if merge and merge[0][:7] in _MERGE else ""
        raise RuleError(path, error.lineno, f"expected JSON: {error.msg}{hint}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RuleError(path, line_at(text, first["loc"]), f"{where}: {first['msg']}") from error


def write(path: Path, baseline: Baseline) -> None:
    """Replace the file as a whole. Raises ``OSError``."""
    atomic.replace(path, dumped(baseline).encode("utf-8", "replace"))


def dumped(baseline: Baseline) -> str:
    """The file's text: a line for each rule and each finding, so that version control shows what changed."""
    conditions = baseline.conditions.model_dump(mode="json")
    rules = conditions.pop("rules")
    head = [f"  {_json(name)}: {_json(value)}," for name, value in conditions.items()]
    listed = ",\n".join(f"   {_json(name)}: {_json(rules[name])}" for name in sorted(rules))
    targets = ",\n".join(
        f"  {_json(label)}: [\n"
        + ",\n".join(f"   {entry.model_dump_json(exclude_defaults=True)}" for entry in ordered(entries))
        + "\n  ]"
        for label, entries in sorted(baseline.targets.items())
    )
    return "\n".join(
        [
            "{",
            ' "conditions": {',
            *head,
            '  "rules": {',
            listed,
            "  }",
            " },",
            ' "targets": {',
            targets,
            " }",
            "}",
            "",
        ]
    )


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False)
