// The outline: keys, opening a row in place and keeping it open in the URL.

const outline = document.getElementById("outline");
const rows = () => [...outline.querySelectorAll(".row")].filter((row) => row.offsetParent);

function move(step) {
  const all = rows();
  const here = all.indexOf(document.activeElement.closest?.(".row"));
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function rememberOpen(taskId, isOpen) {
  const url = new URL(location);
  const open = new Set((url.searchParams.get("open") || "").split(",").filter(Boolean));
  if (isOpen) open.add(taskId);
  else open.delete(taskId);
  if (open.size) url.searchParams.set("open", [...open].join(","));
  else url.searchParams.delete("open");
  history.replaceState(history.state, "", url.href.replaceAll("%2C", ","));
}

async function toggle(link) {
  const taskId = link.dataset.open;
  const items = document.getElementById(`items-${taskId}`);
  if (items.childElementCount) {
    items.replaceChildren();
    rememberOpen(taskId, false);
    return;
  }
  const tasks = link.closest(".row").querySelector(".row-title").pathname;
  await htmx.ajax("GET", `${tasks}items/`, { target: items, swap: "innerHTML" });
  rememberOpen(taskId, true);
}

outline.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    toggle(link);
  }
  if (event.target.closest("[data-help]")) document.getElementById("help").showModal();
});

const inRow = (selector) => document.activeElement.closest?.(".row")?.querySelector(selector)?.click();
const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => inRow("button.tick"),
  o: () => inRow("[data-open]"),
  e: () => inRow(".row-title"),
  "?": () => document.getElementById("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

// A ticked row is swapped for a new one: the keyboard stays on it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target;
  if (!row.matches?.(".row") || !row.contains(document.activeElement)) return;
  const id = document.activeElement.id || row.id;
  document.addEventListener("htmx:afterSettle", () => document.getElementById(id)?.focus(), { once: true });
});
