// The page of a task: words that couldn't be saved stay in the browser until they are.

const keyOf = (field) => `draft:${location.pathname}:${field.dataset.draft}`;

function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const draft = localStorage.getItem(keyOf(field));
    if (draft === null || draft === field.value) continue;
    field.value = draft;
    field.closest("details")?.setAttribute("open", "");
    const hint = document.createElement("p");
    hint.className = "quiet";
    hint.textContent = "This is your unsaved draft.";
    field.after(hint);
  }
}

// A title wraps on a narrow screen, but is one line: Enter is done with it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-one-line]")) return;
  event.preventDefault();
  event.target.blur();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-draft]")) localStorage.setItem(keyOf(event.target), event.target.value);
});

document.addEventListener("htmx:afterRequest", (event) => {
  // To htmx a refusal is a success, since it is shown.
  if (!event.detail.successful || event.detail.xhr.status >= 400) return;
  for (const field of event.detail.elt.querySelectorAll("[data-draft]")) localStorage.removeItem(keyOf(field));
});

// What was opened in its place has its drafts too.
document.addEventListener("htmx:load", (event) => {
  const opened = event.detail.elt.closest?.("[hx-preserve]");
  if (opened) restore(opened);
});

restore(document);
