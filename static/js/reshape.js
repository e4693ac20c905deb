// The outline in its edit mode: what is dragged, or moved by keys, is put into its place here and then told to the server.

const outline = document.getElementById("outline");
const dialog = document.getElementById("sheet-dialog");
const base = location.pathname;

const nounOf = (row) => (row.matches(".task") ? "task" : row.matches(".module") ? "module" : "phase");
const idOf = (row) => row.id.split("-").at(-1);
const isSub = (row) => row.classList.contains("is-sub");
const rowAt = (element) => element.closest?.(".task") ?? element.closest?.("summary")?.parentElement.closest(".module, .phase");
const titleOf = (row) => row.querySelector(".row-title, h2, h3").firstChild.textContent.trim();

// The next or previous of a kind among what stands beside it.
function beside(row, step, fits) {
  let other = row;
  do other = step > 0 ? other.nextElementSibling : other.previousElementSibling; while (other && !fits(other));
  return other;
}

function subtasksOf(task) {
  const found = [];
  for (let next = task.nextElementSibling; next?.matches(".is-sub"); next = next.nextElementSibling) found.push(next);
  return found;
}

const wholeOf = (row) => (nounOf(row) === "task" && !isSub(row) ? [row, ...subtasksOf(row)] : [row]);

// Puts a row where `to`, such as "before:12", says.
function put(row, to) {
  const [relation, id] = to.split(":");
  const noun = relation === "before" || relation === "after" ? nounOf(row) : relation;
  const there = document.getElementById(`${noun}-${id}`);
  const whole = wholeOf(row);
  if (relation === "before") there.before(...whole);
  else if (relation === "after") wholeOf(there).at(-1).after(...whole);
  else if (relation === "task") wholeOf(there).at(-1).after(row);
  else if (relation === "module") there.querySelector(".tasks").append(...whole);
  else there.querySelector(":scope > .add").before(row);
  if (nounOf(row) === "task") row.classList.toggle("is-sub", relation === "task" || (relation !== "module" && isSub(there)));
}

function say(row) {
  const parent = row.parentElement.closest(".module, .phase");
  const alike = [...row.parentElement.children].filter((other) => nounOf(row) !== "task" ? other.matches(`.${nounOf(row)}`) : other.matches(".task"));
  const where = parent ? ` in ${titleOf(parent)}` : "";
  const kind = isSub(row) ? ", a subtask" : "";
  document.getElementById("reshape-said").textContent = `${titleOf(row)}: line ${alike.indexOf(row) + 1} of ${alike.length}${where}${kind}.`;
}

// One after the other, so that each is moved from where the one before it left things.
let queue = Promise.resolve();
let hasFailed = false;

function move(row, to) {
  const active = document.activeElement;
  put(row, to);
  active?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  say(row);
  const address = `${base}${nounOf(row)}/${idOf(row)}/place/`;
  queue = queue.then(() => save(address, to));
}

async function save(address, to) {
  hasFailed = false;
  await htmx.ajax("POST", address, { target: "#notice", swap: "innerHTML", values: { to } });
  // What the server holds, not what was wished for; the notice says why.
  if (hasFailed) await htmx.ajax("GET", location.pathname + location.search, { target: "#outline", swap: "innerHTML" });
}

for (const name of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.requestConfig?.verb === "post" && !(detail.xhr.status >= 200 && detail.xhr.status < 300)) hasFailed = true;
  });
}

// Where a step up or down leads: within its list, else over its end into the next one.
function stepTo(row, step) {
  const noun = nounOf(row);
  const fits = noun === "task" ? (other) => isSub(other) === isSub(row) && other.matches(".task") : (other) => other.matches(`.${noun}`);
  const over = isSub(row) && beside(row, step, (other) => other.matches(".task"));
  const other = over ? (isSub(over) ? over : null) : beside(row, step, fits);
  if (other) return `${step > 0 ? "after" : "before"}:${idOf(other)}`;
  return noun === "phase" || isSub(row) ? null : overTheEnd(row, step);
}

function overTheEnd(row, step) {
  const holder = nounOf(row) === "task" ? "module" : "phase";
  const all = [...outline.querySelectorAll(`.${holder}`)];
  const next = all[all.indexOf(row.closest(`.${holder}`)) + step];
  const first = step > 0 && next?.querySelector(holder === "module" ? ".task" : ".module");
  return first ? `before:${idOf(first)}` : next && `${holder}:${idOf(next)}`;
}

function inwards(row) {
  const above = beside(row, -1, (other) => other.matches(".task:not(.is-sub)"));
  return nounOf(row) === "task" && !isSub(row) && !subtasksOf(row).length && above ? `task:${idOf(above)}` : null;
}

function outwards(row) {
  return isSub(row) ? `after:${idOf(beside(row, -1, (other) => other.matches(".task:not(.is-sub)")))}` : null;
}

const moves = {
  ArrowUp: (row) => stepTo(row, -1),
  ArrowDown: (row) => stepTo(row, 1),
  ArrowRight: inwards,
  ArrowLeft: outwards,
};
const keys = {
  m: (row) => document.getElementById(`more-${nounOf(row)}-${idOf(row)}`).click(),
  n: (row) => {
    const add = row.closest(".module")?.querySelector(":scope > .add");
    add?.setAttribute("open", "");
    add?.querySelector("[name=title]").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const row = !event.target.closest("input, textarea, select, dialog") && rowAt(event.target);
  if (!row || !outline.contains(row) || event.ctrlKey || event.metaKey) return;
  if (event.altKey && event.key in moves) {
    const to = moves[event.key](row);
    if (to) move(row, to);
  } else if (!event.altKey && event.key in keys) keys[event.key](row);
  else return;
  event.preventDefault();
});

let dragged = null;

function unmark() {
  for (const row of outline.querySelectorAll(".is-drop-before, .is-drop-after, .is-drop-into")) {
    row.classList.remove("is-drop-before", "is-drop-after", "is-drop-into");
  }
}

// What dropping at this point means: before or behind what is there, or into it where it holds such rows.
function dropAt(event) {
  const noun = nounOf(dragged);
  const over = rowAt(event.target) ?? event.target.closest(".module, .phase");
  if (!over || wholeOf(dragged).includes(over)) return null;
  if (nounOf(over) === noun) {
    const box = (over.querySelector(":scope > summary") ?? over).getBoundingClientRect();
    const relation = event.clientY < box.top + box.height / 2 ? "before" : "after";
    return { row: over, to: `${relation}:${idOf(over)}`, mark: `is-drop-${relation}` };
  }
  const holder = over.closest(noun === "task" ? ".module" : noun === "module" ? ".phase" : null);
  return holder && { row: holder, to: `${nounOf(holder)}:${idOf(holder)}`, mark: "is-drop-into" };
}

// A row can be dragged by all of it, its link too. Fields keep the mouse for themselves.
outline.addEventListener("pointerdown", (event) => {
  const row = !event.target.closest("input, button, .add, .row-items, .scope, .row-more") && rowAt(event.target);
  if (row) (row.querySelector(":scope > summary") ?? row).draggable = true;
});

outline.addEventListener("dragstart", (event) => {
  dragged = rowAt(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", titleOf(dragged));
  dragged.classList.add("is-dragged");
});

outline.addEventListener("dragover", (event) => {
  const drop = dragged && dropAt(event);
  unmark();
  if (!drop) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  drop.row.classList.add(drop.mark);
});

outline.addEventListener("drop", (event) => {
  const drop = dragged && dropAt(event);
  if (!drop) return;
  event.preventDefault();
  move(dragged, drop.to);
});

outline.addEventListener("dragend", () => {
  unmark();
  dragged?.classList.remove("is-dragged");
  dragged = null;
});

// The sheet opens with what was asked for, and closes when it was done.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "sheet" && !dialog.open) dialog.showModal();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#sheet-dialog [data-close]")) return;
  event.preventDefault();
  dialog.close();
});

// A refusal that is not about the sheet would stand behind it.
document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.target.id === "notice" && dialog.close());

// An outline that came anew has folded what was folded before.
let folded = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "outline" || !detail.shouldSwap) return;
  dialog.close();
  folded = [...outline.querySelectorAll(".phase:not([open]), .module:not([open])")].map((branch) => branch.id);
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "outline") return;
  for (const id of folded) document.getElementById(id)?.removeAttribute("open");
});
