// Fields for comments: "@" offers the people of the journey, and Ctrl+Enter (or Command) sends.

const MOST = 8;
const TYPED = /(?:^|[^\p{L}\p{N}@.+/-])@([^\n@]{0,60})$/u;
const known = new Map();
// The field that people are offered for, their list, where its "@" stands, and where the last one that was waved off.
let field, list, at, waved;

// The people of the journey, asked for once a page; when that fails, the next "@" asks again.
function people(address) {
  if (!known.has(address)) {
    const asked = fetch(address, { redirect: "error" }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
    known.set(address, asked);
    asked.catch(() => known.delete(address));
  }
  return known.get(address);
}

const plain = (text) => text.toLocaleLowerCase().replace(/\s+/g, " ");

// Whose name begins with what was typed, and then those one of whose later names does.
function fitting(all, typed) {
  const begins = all.filter(({ name }) => plain(name).startsWith(typed));
  const within = all.filter(({ name }) => !begins.some((other) => other.name === name) && plain(name).includes(` ${typed}`));
  return [...begins, ...(typed ? within : [])].slice(0, MOST);
}

function typedIn(textarea) {
  if (textarea.selectionStart !== textarea.selectionEnd) return null;
  const found = TYPED.exec(textarea.value.slice(0, textarea.selectionStart));
  return found && { text: found[1], at: textarea.selectionStart - found[1].length - 1 };
}

async function offer(textarea) {
  const typed = typedIn(textarea);
  if (typed?.at !== waved) waved = undefined;
  if (!typed || typed.at === waved) return close();
  const all = await people(textarea.dataset.mentions).catch(() => []);
  const now = typedIn(textarea);
  // More was typed meanwhile: that asks for itself.
  if (document.activeElement !== textarea || now?.text !== typed.text || now.at !== typed.at) return;
  const found = fitting(all, plain(typed.text));
  close();
  if (found.length) open(textarea, typed.at, found);
}

function open(textarea, place, found) {
  [field, at] = [textarea, place];
  list = document.createElement("ul");
  list.id = "mention-list";
  list.className = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  list.append(...found.map(option));
  field.after(list);
  for (const [name, value] of Object.entries(COMBOBOX)) field.setAttribute(name, value);
  choose(list.firstElementChild);
}

// What the field is while there is a list: closed again, it is a plain field.
const COMBOBOX = {
  role: "combobox", "aria-multiline": "true", "aria-autocomplete": "list", "aria-haspopup": "listbox",
  "aria-controls": "mention-list", "aria-expanded": "true",
};

function option({ name, about }, number) {
  const row = document.createElement("li");
  row.id = `mention-option-${number}`;
  row.setAttribute("role", "option");
  row.dataset.name = name;
  const quiet = document.createElement("span");
  quiet.className = "quiet";
  quiet.textContent = about;
  row.append(name, " ", quiet);
  return row;
}

function choose(row) {
  for (const each of list.children) each.setAttribute("aria-selected", String(each === row));
  field.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

function close() {
  if (!list) return;
  list.remove();
  for (const name of [...Object.keys(COMBOBOX), "aria-activedescendant"]) field.removeAttribute(name);
  list = field = undefined;
}

function take(row) {
  const textarea = field;
  const [start, end] = [at, field.selectionStart];
  close();
  textarea.focus();
  const rest = textarea.value.slice(end);
  textarea.setRangeText(`@${row.dataset.name}${rest.startsWith(" ") ? "" : " "}`, start, end, "end");
  if (rest.startsWith(" ")) textarea.setSelectionRange(textarea.selectionStart + 1, textarea.selectionStart + 1);
  waved = start;
  // For the draft.
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

const chosen = () => list.querySelector('[aria-selected="true"]');
const keys = {
  ArrowDown: () => choose(chosen().nextElementSibling ?? list.firstElementChild),
  ArrowUp: () => choose(chosen().previousElementSibling ?? list.lastElementChild),
  Enter: () => take(chosen()),
  Tab: () => take(chosen()),
  Escape: () => {
    waved = at;
    close();
  },
};

document.addEventListener("keydown", (event) => {
  const textarea = event.target;
  if (!textarea.matches?.("[data-mentions]") || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    close();
    textarea.form.requestSubmit();
  } else if (textarea === field && event.key in keys && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-mentions]") && !event.isComposing) offer(event.target);
});

// A press on the list leaves the keyboard where it is.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".mention-list")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest(".mention-list [role=option]");
  if (row) take(row);
});

document.addEventListener("focusout", (event) => {
  if (!event.target.matches?.("[data-mentions]")) return;
  waved = undefined;
  close();
});
