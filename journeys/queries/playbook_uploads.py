"""What an upload would do to the playbooks of its space."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from journeys.models import FoundPlaybook, Playbook, PlaybookUpload
from journeys.playbooks.versions import order_of
from journeys.queries.playbooks import newest_first


class Verdict(StrEnum):
    NEW = "new"  # nothing of this name is stored
    VERSION = "version"  # another version of it is
    SAME = "same"  # this version is, with the same text
    TAKEN = "taken"  # this version is, with other text
    WRONG = "wrong"  # it has errors

    @property
    def may_import(self) -> bool:
        return self in (Verdict.NEW, Verdict.VERSION)


@dataclass(frozen=True, slots=True)
class Judged:
    """One playbook of an upload, and the stored one that it is best compared with."""

    found: FoundPlaybook
    verdict: Verdict
    base: Playbook | None = None

    @property
    def is_older(self) -> bool:
        """Whether the space has a later version of it."""
        return self.verdict == Verdict.VERSION and order_of(self.found.version) < order_of(self.base.version)  # type: ignore[union-attr]  # a version has a base


def judged(upload: PlaybookUpload, found: Iterable[FoundPlaybook]) -> list[Judged]:
    """Each of `found`, against what is stored at this moment; in one query."""
    found = list(found)
    slugs = {each.slug for each in found if each.slug}
    stored = Playbook.objects.filter(Q(space=upload.space_id) | Q(space=None), slug__in=slugs).defer("text")
    by_slug: dict[str, list[Playbook]] = {}
    for playbook in stored:
        by_slug.setdefault(playbook.slug, []).append(playbook)
    return [judge(each, by_slug.get(each.slug, []), upload.space_id) for each in found]


def judge(found: FoundPlaybook, stored: list[Playbook], space_id: int) -> Judged:
    own = newest_first(playbook for playbook in stored if playbook.space_id == space_id)
    twin = next((playbook for playbook in own if playbook.version == found.version), None)
    if not found.digest:
        return Judged(found, Verdict.WRONG)
    if twin:
        return Judged(found, Verdict.SAME if twin.digest == found.digest else Verdict.TAKEN, twin)
    if own:
        return Judged(found, Verdict.VERSION, own[0])
    shipped = newest_first(playbook for playbook in stored if playbook.space_id is None)
    return Judged(found, Verdict.NEW, shipped[0] if shipped else None)


def place_in_queue(upload: PlaybookUpload) -> int:
    """Which place it has among those that wait; 1 is the next one."""
    ahead = PlaybookUpload.objects.filter(status=PlaybookUpload.Status.QUEUED, asked_at__lt=upload.asked_at)
    return ahead.count() + 1
