"""What an edit made of a text, as the history shows it."""

from dataclasses import dataclass

from journeys.documents.comparing import ComparedTexts, Fold, compare_texts
from journeys.models import Event
from journeys.queries.history import texts_of

LONGEST_IN_LIST = 10_000  # characters of both texts: what is longer is shown on the entry's own page
SHORT = 600  # and what is longer than this, or than a few rows, opens on demand
FEW_ROWS = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """The rows of both texts; none in a list where they are too long for it."""

    compared: ComparedTexts | None
    is_short: bool

    @property
    def is_same(self) -> bool:
        return self.compared is not None and all(isinstance(row, Fold) for row in self.compared.rows)


def difference_of(event: Event, *, is_alone: bool = False) -> Difference | None:
    """None where the entry's words say it all."""
    texts = texts_of(event)
    if texts is None:
        return None
    length = len(texts.before) + len(texts.after)
    if length > LONGEST_IN_LIST and not is_alone:
        return Difference(None, is_short=False)
    compared = compare_texts(texts.before, texts.after)
    return Difference(compared, is_short=is_alone or (length <= SHORT and len(compared.rows) <= FEW_ROWS))
