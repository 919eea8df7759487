"""The Content-Security-Policy of answers: nothing at all, and for our own pages what each of them needs."""

POLICY = "Content-Security-Policy"
_ENDS = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def policy(**sources: str) -> str:
    """A policy that allows only ``sources``, such as ``script_src="'self'"``."""
    named = (f"{name.replace('_', '-')} {allowed}; " for name, allowed in sources.items())
    return f"default-src 'none'; {''.join(named)}{_ENDS}"


def console_policy(port: int) -> str:
    """Of the console: our own files, and the agent's routes and socket at its own port."""
    return policy(
        script_src="'self'",
        style_src="'self'",
        img_src="'self' data:",
        connect_src=f"'self' ws://127.0.0.1:{port}",
    )


PRACTICE_POLICY = policy(script_src="'self'", style_src="'self'", img_src="data:")
"""Of a practice page, which shows pictures of its own and asks for nothing."""
RECAP_POLICY = f"sandbox; {policy()}"
"""Of a recap, which is saved and not shown; the file has a policy of its own for when it is opened."""
