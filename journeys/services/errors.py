"""How a service says no."""


class Refusal(Exception):
    """A rule says no. The text says what happened and what to do; pages and API answer it with 409."""


class Confirm(Refusal):
    """A rule asks first: doing the same again with `confirmed=True` does it."""


class Conflict(Refusal):
    """Someone changed the same text in the meantime. Nothing was written; both texts are here."""

    def __init__(self, *, theirs: str, yours: str):
        super().__init__("Someone else changed this text while you were writing. Both versions are below.")
        self.theirs = theirs
        self.yours = yours
