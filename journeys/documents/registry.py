"""Every kind of document that there is. Light: loading it loads nothing that writes files."""

from dataclasses import dataclass

from journeys.documents.decision_log import DECISION_LOG
from journeys.documents.declaring import Kind
from journeys.documents.discovery import DISCOVERY
from journeys.documents.document_pack import document_pack
from journeys.documents.evidence_pack import EVIDENCE_PACK
from journeys.documents.go_live import GO_LIVE
from journeys.documents.playbook import PLAYBOOK
from journeys.documents.raci import RACI
from journeys.documents.roadmap import ROADMAP
from journeys.documents.stakeholders import STAKEHOLDERS
from journeys.documents.status_report import STATUS_REPORT
from journeys.documents.tco import TCO
from journeys.documents.test_plan import TEST_PLAN
from journeys.services.file_names import safe_name


@dataclass(frozen=True, slots=True)
class Format:
    """Its name is the file's extension, and the module in `renderers` that writes it."""

    label: str
    content_type: str


FORMATS = {
    "docx": Format("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "md": Format("Markdown", "text/markdown; charset=utf-8"),
    "csv": Format("CSV", "text/csv; charset=utf-8"),
    "zip": Format("Zip", "application/zip"),
}
SINGLE = (
    STATUS_REPORT,
    ROADMAP,
    RACI,
    DECISION_LOG,
    DISCOVERY,
    STAKEHOLDERS,
    TEST_PLAN,
    GO_LIVE,
    TCO,
    EVIDENCE_PACK,
    PLAYBOOK,
)
KINDS: dict[str, Kind] = {kind.kind: kind for kind in (*SINGLE, document_pack(SINGLE))}


def file_name(*, journey: str, kind: str, format: str, number: int | None = None) -> str:
    """`Acme to Amazon Connect - status report 3.docx`; without a number it is a draft."""
    return named(journey, f"{KINDS[kind].title.lower()} {number or 'draft'}", format)


def name_in_pack(*, journey: str, kind: Kind, format: str, pack: int | None) -> str:
    """`Acme to Amazon Connect - status report (document pack 3).docx`."""
    return named(journey, f"{kind.title.lower()} (document pack {pack or 'draft'})", format)


def named(journey: str, words: str, format: str) -> str:
    title = journey.replace("/", "-").replace("\\", "-")[:100].strip()
    return safe_name(f"{title} - {words}.{format}")
