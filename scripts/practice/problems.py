"""What can go wrong in the demo, said to the person who started it."""


class DemoError(Exception):
    """The demo could not go on; says what was expected and what was there."""
