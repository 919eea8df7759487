"""Headless audits: pages opened in a browser, read by the extension's content files, judged by the engine."""
