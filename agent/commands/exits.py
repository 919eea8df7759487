"""Exit codes of every command."""

OK = 0
FINDINGS = 1
"""Something was found to be wrong with the listing."""
CANNOT = 2
"""The command could not do its work; the message says what to change."""
USAGE = 3
"""The words of the call are off."""
