// The RACI matrix: one stop for Tab, arrows inside, letters set by their key or chosen from a list.

const grid = document.querySelector("[data-cell]");
const choice = document.getElementById("raci-choice");
const LETTERS = { r: "R", a: "A", c: "C", i: "I" };
const PAGE = 10;

const rows = () => [...grid.querySelectorAll("tr[data-row]")];
const cellOf = (element) => element.closest?.("tr[data-row] > *");
const stopOf = (cell) => cell.querySelector("a, select") ?? cell;
const letterOf = (cell) => cell.dataset.letter ?? cell.textContent.trim();

// Only one cell is a stop for Tab: the one where the keyboard is, or was.
function makeStops(root, isFirst) {
  for (const cell of root.querySelectorAll("tr[data-row] > *")) stopOf(cell).tabIndex = -1;
  const first = root.querySelector("tr[data-row] > [data-role]");
  if (isFirst && first) first.tabIndex = 0;
}

function go(cell) {
  if (!cell) return;
  const old = grid.querySelector("tbody [tabindex='0']");
  if (old) old.tabIndex = -1;
  const stop = stopOf(cell);
  stop.tabIndex = 0;
  stop.focus();
  stop.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function step(cell, down, right) {
  const all = rows();
  const at = all.indexOf(cell.parentElement) + down;
  const row = all[Math.max(0, Math.min(all.length - 1, at))];
  const column = Math.max(0, Math.min(row.children.length - 1, cell.cellIndex + right));
  go(row.children[column]);
}

function edge(cell, isEnd, ofAll) {
  const all = rows();
  const row = ofAll ? all.at(isEnd ? -1 : 0) : cell.parentElement;
  go(row.children[isEnd ? row.children.length - 1 : 0]);
}

function show(cell, letter) {
  cell.textContent = letter;
  cell.className = letter ? `is-${letter.replace("/", "")}` : "";
}

// One after the other, so that each is written from what the one before it left.
let queue = Promise.resolve();
let hasFailed = false;

function set(cell, letter) {
  const before = letterOf(cell);
  if (letter === before) return;
  show(cell, letter);
  const { id } = cell;
  const values = { row: cell.parentElement.dataset.row, role: cell.dataset.role, letter, before };
  queue = queue.then(() => save(id, values));
}

async function save(id, values) {
  const row = `#${document.getElementById(id).parentElement.id}`;
  hasFailed = false;
  await htmx.ajax("POST", grid.dataset.cell, { target: row, swap: "outerHTML", values });
  if (!hasFailed) {
    document.getElementById("raci-said").textContent = document.querySelector(`${row} .raci-verdict`).innerText;
    return;
  }
  // What the server holds, not what was wished for; the notice says why.
  show(document.getElementById(id), values.before);
  const there = document.querySelector(`${row} .raci-change`).href;
  await htmx.ajax("GET", there, { target: row, swap: "outerHTML" });
}

for (const event of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(event, ({ detail }) => {
    if (detail.requestConfig?.verb === "post" && !(detail.xhr.status >= 200 && detail.xhr.status < 300)) hasFailed = true;
  });
}

function edit(cell) {
  if (!cell?.dataset.role || cell.querySelector("select")) return;
  const select = choice.content.firstElementChild.cloneNode(true);
  const row = cell.parentElement.querySelector("th").innerText;
  select.setAttribute("aria-label", `Letter for ${row}`);
  cell.dataset.letter = letterOf(cell);
  select.value = cell.dataset.letter;
  cell.replaceChildren(select);
  select.focus();
}

// Ends choosing; the letter that was there comes back before another is set.
function close(select, isTaken) {
  const cell = select.parentElement;
  if (!cell) return null;
  const before = cell.dataset.letter;
  delete cell.dataset.letter;
  show(cell, before);
  if (isTaken) set(cell, select.value);
  return cell;
}

function inChoice(event) {
  const cell = event.target.parentElement;
  if (event.key === "Escape") go(close(event.target, false));
  else if (event.key === "Enter") {
    close(event.target, true);
    step(cell, 1, 0);
  } else return;
  event.preventDefault();
}

const keys = {
  ArrowUp: (cell) => step(cell, -1, 0),
  ArrowDown: (cell) => step(cell, 1, 0),
  ArrowLeft: (cell) => step(cell, 0, -1),
  ArrowRight: (cell) => step(cell, 0, 1),
  PageUp: (cell) => step(cell, -PAGE, 0),
  PageDown: (cell) => step(cell, PAGE, 0),
  Home: (cell, event) => edge(cell, false, event.ctrlKey),
  End: (cell, event) => edge(cell, true, event.ctrlKey),
};
const writing = {
  Delete: (cell) => set(cell, ""),
  Backspace: (cell) => set(cell, ""),
  Enter: edit,
  F2: edit,
};

grid?.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell || event.altKey || event.metaKey) return;
  if (event.target.matches("select")) {
    inChoice(event);
    return;
  }
  const letter = !event.ctrlKey && LETTERS[event.key.toLowerCase()];
  if (event.key in keys) keys[event.key](cell, event);
  else if (!cell.dataset.role) return;
  else if (event.key in writing) writing[event.key](cell);
  else if (letter) set(cell, event.shiftKey && "RA".includes(letter) ? "A/R" : letter);
  else return;
  event.preventDefault();
});

grid?.addEventListener("click", (event) => {
  const cell = event.target.closest("td[data-role]");
  if (!cell || event.target.matches("select")) return;
  go(cell);
  edit(cell);
  try {
    cell.querySelector("select").showPicker();
  } catch {
    // A browser that opens no list by itself: the field is there to be opened.
  }
});

grid?.addEventListener("change", (event) => {
  if (event.target.matches("select")) go(close(event.target, true));
});

grid?.addEventListener("focusout", (event) => {
  if (event.target.matches("select")) close(event.target, false);
});

// A row may come anew while the next letter is chosen in it: then the choice is opened again.
let open = null;

grid?.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const select = detail.target.querySelector("select");
  open = select && { id: select.parentElement.id, value: select.value };
});

function openAgain({ id, value }) {
  const cell = document.getElementById(id);
  edit(cell);
  cell.querySelector("select").value = value;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) document.getElementById("raci-keys").showModal();
});

// A row that came anew, from here or from someone else, has no stop but the one where the keyboard is.
if (grid) {
  makeStops(grid, true);
  new MutationObserver((changes) => {
    for (const row of changes.flatMap((change) => [...change.addedNodes])) {
      if (row.nodeType !== Node.ELEMENT_NODE || !row.matches("tr[data-row]")) continue;
      for (const cell of row.children) {
        const stop = stopOf(cell);
        stop.tabIndex = stop === document.activeElement ? 0 : -1;
      }
    }
    if (open && document.getElementById(open.id)?.childElementCount === 0) {
      openAgain(open);
      open = null;
    }
    if (!grid.querySelector("tbody [tabindex='0']")) makeStops(grid, true);
  }).observe(grid, { childList: true, subtree: true });
}
