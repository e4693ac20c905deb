"""What others published on the costs of Amazon Connect: to compare with, not to promise."""

from dataclasses import dataclass

NO_PROMISE = "These are references that others published, not promises: what a journey saves depends on its own lines."


@dataclass(frozen=True, slots=True)
class Reference:
    figure: str
    claim: str
    source: str
    beside: str = ""  # the figure of our results that is the like of it


PLAYBOOK = "AWS, Amazon Connect migration playbook, task “Create a directional TCO report”"
STUDY = "Forrester Research Consulting for AWS, Total Economic Impact of Amazon Connect, over three years"
REFERENCES = (
    Reference("30 to 80 %", "saving of current operating costs", PLAYBOOK, beside="share"),
    Reference("4.3 M USD", "lower cost of cloud technology", STUDY),
    Reference("31 %", "saving of subscription costs", STUDY),
    Reference("4.6 M USD", "less agent labour, from fewer calls", STUDY),
    Reference("2.6 M USD", "more operating income", STUDY),
    Reference("241 %", "return on investment: benefits less costs, divided by costs", STUDY, beside="roi"),
)
