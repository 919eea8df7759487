"""What is allowed in a pack and hardly meant: told by ``tenken packs check``, and no reason to refuse."""

import unicodedata
from collections.abc import Sequence

from agent.packs.dictionary import Dictionary
from agent.packs.entry import Complaints, Entry
from agent.packs.linear import ascii_class
from agent.packs.rule_files import PackRuleFiles
from agent.rules.rule import Rule
from agent.rules.ruleset import line_in


def rule(files: PackRuleFiles, rule: Rule, complaints: Complaints) -> None:
    """Oddities of a rule file's expressions."""
    path, line = files.path(rule), line_in(files.text(rule), "params")
    for pattern in (*rule.params.get("patterns", ()), *rule.params.get("allow", ())):
        found = ascii_class(pattern)
        if found is not None:
            hint = "write \\p{L}, \\p{Nd} or the characters themselves"
            complaints.warn(path, line, f"pattern '{pattern}': {found} means ASCII only; for Japanese {hint}")
        if rule.params.get("fold", True) and unicodedata.normalize("NFKC", pattern) != pattern:
            normal = unicodedata.normalize("NFKC", pattern)
            complaints.warn(
                path, line, f"pattern '{pattern}': texts are compared in plain width, write '{normal}'"
            )


def right_forms(dictionary: Dictionary, entries: Sequence[Entry], complaints: Complaints) -> None:
    """Right forms that the same dictionary finds again: the fix of one entry is the fault of another."""
    for entry in entries:
        right = entry.replacement
        if right is None or "$" in right:
            continue
        again = dictionary.find(right)
        if again:
            quote = right[again[0].start : again[0].end]
            complaints.warn(
                entry.path, entry.line, f"the right form '{right}' is found too, by its '{quote}'"
            )
