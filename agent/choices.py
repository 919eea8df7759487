"""Names that options, files and messages choose from.

Apart from the models that use them: ``tenken --help`` needs no pydantic, which takes a quarter of a second.
"""

from typing import Literal

Locale = Literal["zh", "ja", "en"]
Platform = Literal["amazon", "mercari", "mercari-shops"]
Severity = Literal["error", "warning", "info"]
