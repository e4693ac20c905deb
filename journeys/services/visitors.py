"""Who comes without an account."""

from dataclasses import dataclass
from typing import Any

from journeys.models import UploadLink, User


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever has an upload link: taken for its contact. `address` is the one of their computer in the network."""

    link: UploadLink
    address: str

    @property
    def name(self) -> str:
        return str(self.link)

    @property
    def said(self) -> dict[str, Any]:
        """What events say of them."""
        return {"link": self.link.pk, "address": self.address}


def user_of(by: User | Visitor | None) -> User | None:
    return by if isinstance(by, User) else None


def link_of(by: User | Visitor | None) -> UploadLink | None:
    return by.link if isinstance(by, Visitor) else None
