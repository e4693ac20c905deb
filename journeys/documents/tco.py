"""The total cost of ownership: what the way things are costs, what the target costs, and what lies between them."""

from journeys.documents.declaring import Kind
from journeys.documents.tco_report import REPORT
from journeys.documents.tco_workbook import WORKBOOK

TCO = Kind(
    kind="tco",
    title="Total cost of ownership",
    purpose="Sets the costs of today against those of the target, with savings, payback and three scenarios.",
    formats={"docx": REPORT, "xlsx": WORKBOOK},
)
