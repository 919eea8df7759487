"""How large a user's pack may be. Beyond any of these it is refused before the work is done."""

from agent.engine import MOST_HITS

FILE_BYTES = 256 * 1024
"""Of one file, as it is read."""
FILES = 200
TOTAL_BYTES = 20 << 20
"""Of all files of a pack together; in a zip counted while it is unpacked."""
DIRECTORY_ENTRIES = 10_000
"""Names looked at below a directory: more means that somebody named their home by mistake."""
ZIP_BYTES = 4 << 20
ZIP_INDEX_BYTES = 256 * 1024
"""Of a zip's table of contents, which is read whole: some thousand names at most."""

RULES = 500
ID_CHARACTERS = 200
SOURCES_A_RULE = 20
SOURCE_CHARACTERS = 1_000
"""Of a source's title and of its address."""
TERMS = 20_000
TERM_CHARACTERS = 200
MESSAGE_CHARACTERS = 2_000
PATTERNS = 2_000
PATTERN_CHARACTERS = 1_000
PATTERN_MEMORY = 256 * 1024
"""Of one compiled expression with its caches: refuses the gigantic, costs the usual nothing."""

NESTING = 32
"""Of lists and tables in one file."""
YAML_EVENTS = 50_000
"""Steps of the YAML parser; the largest dictionary in use that we know of takes 11,000."""

HITS_A_PATTERN = 1_000
"""In one text; an expression that matches everywhere says nothing more after that."""
HITS_A_RULE = MOST_HITS
"""In one listing: as many as a rule of ours tells."""
RULE_SECONDS = 1.0
"""Processor time of one rule on one listing."""
PACK_SECONDS = 4.0
"""Processor time of all users' rules on one listing, well within the agent's own deadline."""
