"""The trainer's console: a page with its scripts and styles, which the agent serves. No Python lives here."""
