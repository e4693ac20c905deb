// Someone else's change appears within seconds: asks what changed since the revision that the page shows.

const SECONDS = 4;
const live = document.querySelector("[data-live]");

function isInUse(element) {
  const active = document.activeElement;
  if (element.contains(active) && active.matches("textarea, input, select")) return true;
  return [...element.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);
}

function take(part) {
  const there = document.getElementById(part.id);
  if (part.id === "outdated") {
    document.getElementById("notice").replaceChildren(part);
    return;
  }
  if (!there || isInUse(there)) return;
  const focus = there.contains(document.activeElement) && document.activeElement.id;
  // What a person had unfolded stays so.
  const unfolded = there.querySelector("details[open]") !== null;
  there.replaceWith(part);
  part.querySelector("details")?.toggleAttribute("open", unfolded);
  htmx.process(part);
  if (focus) document.getElementById(focus)?.focus();
}

async function ask() {
  if (document.hidden) return;
  // The server may be restarting: the next round asks again.
  const answer = await fetch(`${live.dataset.live}?since=${live.dataset.revision}`, { redirect: "error" }).catch(() => null);
  if (answer?.status !== 200) return;
  const parts = document.createElement("template");
  parts.innerHTML = await answer.text();
  live.dataset.revision = answer.headers.get("X-Revision");
  for (const part of [...parts.content.querySelectorAll("[id]")]) {
    if (part.parentElement === null) take(part);
  }
}

setInterval(ask, SECONDS * 1000);
document.addEventListener("visibilitychange", ask);
