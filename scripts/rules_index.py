"""All rules as one Markdown table: what each finds, where it speaks and what it rests on."""

from collections.abc import Iterator
from itertools import groupby

from agent.rules.rule import Applies, Rule
from agent.rules.ruleset import RuleFiles, read

HEAD = """# Rules

One row a rule; the file behind each link has its messages in ja, zh and en, its help and its cases.
Confidence of a source: `official` (read in the platform's own document), `seed` (given with the project),
`third-party` (somebody else's account of it), `house` (our own advice).
"""


def table() -> str:
    """The index of every rule, grouped by folder."""
    files = read()
    groups = groupby(files.rules, key=lambda rule: rule.id.split("/", 1)[0])
    parts = [HEAD, *(_group(scope, list(rules), files) for scope, rules in groups), _sources(files)]
    return "\n".join(parts)


def _group(scope: str, rules: list[Rule], files: RuleFiles) -> str:
    return "\n".join([f"## {scope} ({len(rules)})", "", *_rows(rules, files), ""])


def _rows(rules: list[Rule], files: RuleFiles) -> Iterator[str]:
    yield "| Rule | Finds | Where | Fields | Severity | Sources |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        sources = ", ".join(f"{source} ({files.sources[source].confidence})" for source in rule.sources)
        link = f"[{rule.id}]({rule.id}.toml)"
        cells = [link, rule.title.en, _where(rule), ", ".join(rule.fields), _weight(rule), sources]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _where(rule: Rule) -> str:
    return "; ".join([_scope(rule.applies), *_period(rule)])


def _scope(applies: Applies) -> str:
    parts = [", ".join(applies.platforms)]
    if applies.marketplaces:
        parts.append(f"only {', '.join(applies.marketplaces)}")
    if applies.not_marketplaces:
        parts.append(f"not {', '.join(applies.not_marketplaces)}")
    if applies.pages:
        parts.append(f"pages {', '.join(applies.pages)}")
    if applies.program:
        parts.append(f"in {applies.program}")
    if not applies.media:
        parts.append("not media")
    return "; ".join(parts)


def _period(rule: Rule) -> list[str]:
    begins = [f"from {rule.valid_from}"] if rule.valid_from else []
    return begins + ([f"until {rule.valid_to}"] if rule.valid_to else [])


def _weight(rule: Rule) -> str:
    weight = f"suspected {rule.severity}" if rule.suspicion else rule.severity
    return weight if rule.status == "stable" else f"{weight}, {rule.status}"


def _sources(files: RuleFiles) -> str:
    lines = ["## Sources", "", "| Source | Title | Confidence | Seen |", "| --- | --- | --- | --- |"]
    for name, source in sorted(files.sources.items()):
        title = source.title.replace("|", "\\|")
        shown = f"[{title}]({source.url})" if source.url else title
        lines.append(f"| {name} | {shown} | {source.confidence} | {source.seen} |")
    return "\n".join([*lines, ""])
