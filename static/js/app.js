// What every page shares: notices that can be closed, the theme switch, the key that searches.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) document.getElementById("notice").replaceChildren();
});

document.addEventListener("change", (event) => {
  const choice = event.target.closest("[data-theme-switch]");
  if (choice) {
    if (choice.value === "system") {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("theme", choice.value);
      document.documentElement.dataset.theme = choice.value;
    }
  }
});

document.addEventListener("DOMContentLoaded", () => {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });
  for (const choice of document.querySelectorAll("[data-theme-switch]")) {
    choice.checked = choice.value === (localStorage.getItem("theme") || "system");
  }
});

// "/" goes to the filter of the page, where it has one, and else to the search over everything.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("main :is(.filters, .list-filters, .search-form) :is([type=search], [type=text])");
  event.preventDefault();
  (field || document.getElementById("top-search"))?.focus();
});

// A question was answered with yes: its notice has done its work. (To htmx a refusal is a success, since it is shown.)
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status < 400 && event.detail.successful && event.target.closest?.("[data-closes-notice]")) {
    document.getElementById("notice").replaceChildren();
  }
});

// An answer from another address than the one that was asked: most often the sign-in page, after the session ended.
// Loading the page leads there, and back here afterwards.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.finalRequestPath || pathInfo.requestPath, location.href);
  if (!xhr.responseURL || new URL(xhr.responseURL).pathname === asked.pathname) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// No answer at all, or one that htmx doesn't swap: say so, and say that nothing is lost.
function say(text) {
  const notice = document.createElement("div");
  notice.className = "notice is-error";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  document.getElementById("notice").replaceChildren(notice);
}

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.closest("[data-quiet]")) return;
  say("The server can't be reached. What you typed is still here: try again in a moment.");
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.elt.closest("[data-quiet]")) return;
  const { status } = event.detail.xhr;
  const reference = event.detail.xhr.getResponseHeader("X-Reference");
  if (status === 403) say("You may not do this here. If you were signed out, reload the page and sign in again.");
  else if (status === 404) say("This is no longer there, or no longer shared with you. Reload the page.");
  else say(`Something went wrong on the server, and nothing was changed. Reference: ${reference || "none"}.`);
});
