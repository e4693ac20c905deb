// Selecting rows of the outline: a click with Shift takes all up to it, x with Shift the row that has the focus.

const outline = document.getElementById("outline");
const bulk = document.getElementById("bulk");
let last = null;

const picks = () => [...outline.querySelectorAll(".pick")];
const chosen = () => picks().filter((pick) => pick.checked);
const pickOf = (element) => element.closest?.(".task")?.querySelector(":scope > .pick");

function count() {
  const { length } = chosen();
  document.getElementById("bulk-count").textContent = `${length} ${length === 1 ? "task" : "tasks"} selected`;
}

function choose(pick, isRange) {
  const all = picks();
  const from = isRange && last?.isConnected ? all.indexOf(last) : all.indexOf(pick);
  const to = all.indexOf(pick);
  for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (other.checkVisibility()) other.checked = pick.checked;
  }
  last = pick;
  count();
}

outline.addEventListener("click", (event) => {
  if (event.target.matches(".pick")) {
    choose(event.target, event.shiftKey);
    return;
  }
  const pick = event.shiftKey && !event.target.closest("button, input, .row-items") && pickOf(event.target);
  if (!pick) return;
  event.preventDefault();
  pick.checked = !pick.checked;
  choose(pick, true);
});

// With Shift the browser would mark the text between two clicks.
outline.addEventListener("mousedown", (event) => {
  if (event.shiftKey && pickOf(event.target)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const pick = event.key === "X" && !event.target.closest("input, textarea, select, dialog") && pickOf(event.target);
  if (!pick) return;
  event.preventDefault();
  pick.checked = !pick.checked;
  choose(pick, false);
});

// All of them in one field: a request has at most 1,000.
bulk.addEventListener("formdata", ({ formData }) => {
  const ids = formData.getAll("task");
  formData.delete("task");
  formData.set("task", ids.join(","));
});

bulk.addEventListener("reset", () => setTimeout(count));
document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target.id === "outline" && count());
count();
