// Someone else's change appears within seconds: asks what changed since the revision that the page shows.

const SECONDS = 4;
const live = document.querySelector("[data-live]");

function isInUse(element) {
  if (element.hasAttribute("data-whole") && element.querySelector(".is-dragged, details[open]")) return true;
  const active = document.activeElement;
  if (element.contains(active) && active.matches("textarea, input, select")) return true;
  return [...element.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);
}

// Says whether the part is done with: the whole page waits until nobody is in the middle of something.
function take(part) {
  const there = document.getElementById(part.id);
  if (part.id === "outdated") {
    document.getElementById("notice").replaceChildren(part);
    return true;
  }
  if (!there) return true;
  if (isInUse(there)) return !part.hasAttribute("data-whole");
  const focus = there.contains(document.activeElement) && document.activeElement.id;
  // What a person had unfolded stays so.
  const unfolded = there.querySelector("details[open]:not([hx-preserve])") !== null;
  for (const kept of there.querySelectorAll("[hx-preserve]")) part.querySelector(`#${kept.id}`)?.replaceWith(kept);
  there.replaceWith(part);
  part.querySelector("details:not([hx-preserve])")?.toggleAttribute("open", unfolded);
  htmx.process(part);
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  return true;
}

async function ask() {
  if (document.hidden) return;
  // The server may be restarting: the next round asks again.
  const asked = new URL(live.dataset.live, location);
  // The filters of the page, for those whose parts depend on them.
  asked.search = location.search;
  asked.searchParams.set("since", live.dataset.revision);
  const answer = await fetch(asked, { redirect: "error" }).catch(() => null);
  if (answer?.status !== 200) return;
  const parts = document.createElement("template");
  parts.innerHTML = await answer.text();
  const taken = [...parts.content.children].filter((part) => part.id).map(take);
  if (taken.every(Boolean)) live.dataset.revision = answer.headers.get("X-Revision");
}

setInterval(ask, SECONDS * 1000);
document.addEventListener("visibilitychange", ask);
