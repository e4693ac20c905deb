// The board: cards are moved by dragging and by keys. Where a card stays is what the server says.

const page = document.querySelector("[data-live]");
const dialog = document.getElementById("reason");
const reason = document.getElementById("reason-text");
let dragged = null;

const cardOf = (element) => element.closest?.(".board-card");
const columnOf = (element) => element.closest?.(".column");
const columns = () => [...page.querySelectorAll(".column")];
const titleOf = (card) => card.querySelector(".board-title");

function goTo(card) {
  if (!card) return;
  titleOf(card).focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// What has to be said before `card` may go there; nothing, when nothing has to.
function questionFor(card, column) {
  if (column.dataset.asks) return column.dataset.asks;
  return columnOf(card).dataset.status === "out_of_scope" ? "Why does it come back into the scope?" : "";
}

// The words, or null for those who think better of it.
function ask(card, question) {
  dialog.querySelector("h2").textContent = titleOf(card).textContent;
  dialog.querySelector("label").textContent = question;
  reason.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue ? reason.value : null), { once: true });
  });
}

async function move(card, column) {
  if (!card?.dataset.move || !column || columnOf(card) === column) return;
  const { parentElement, nextSibling } = card;
  const question = questionFor(card, column);
  column.querySelector(".board-cards").prepend(card);
  const words = question ? await ask(card, question) : "";
  if (words !== null) {
    const values = { status: column.dataset.status, reason: words, view: location.search.slice(1) };
    // Whatever goes wrong is said in the notice.
    await htmx.ajax("POST", card.dataset.move, { target: "#board", swap: "outerHTML", values }).catch(() => null);
  }
  // A board that was not swapped is one on which nothing was changed: the card goes back.
  if (!card.isConnected) return;
  parentElement.insertBefore(card, nextSibling);
  goTo(card);
}

dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close(""));

function beside(card, [right, down]) {
  if (down) return card[down > 0 ? "nextElementSibling" : "previousElementSibling"];
  const all = columns();
  const place = [...card.parentElement.children].indexOf(card);
  for (let at = all.indexOf(columnOf(card)) + right; all[at]; at += right) {
    const cards = all[at].querySelectorAll(".board-card");
    if (cards.length) return cards[Math.min(place, cards.length - 1)];
  }
  return null;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

page.addEventListener("keydown", (event) => {
  const card = cardOf(event.target);
  if (!card || event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = columns();
  const arrow = ARROWS[event.key];
  if (arrow && event.shiftKey && arrow[0]) move(card, all[all.indexOf(columnOf(card)) + arrow[0]]);
  else if (arrow && !event.shiftKey) goTo(beside(card, arrow));
  else if (/^[1-5]$/.test(event.key)) move(card, all[event.key - 1]);
  else return;
  event.preventDefault();
});

// A form that nobody writes in any more would keep the board from being brought up to date.
page.addEventListener("focusout", (event) => {
  const form = event.target.closest(".board-move");
  if (form && event.relatedTarget && !form.contains(event.relatedTarget)) form.open = false;
});

page.addEventListener("dragstart", (event) => {
  dragged = cardOf(event.target);
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", titleOf(dragged).textContent);
  dragged.classList.add("is-dragged");
});

function mark(column) {
  for (const each of columns()) each.classList.toggle("is-target", each === column);
}

page.addEventListener("dragover", (event) => {
  const column = dragged && columnOf(event.target);
  mark(column);
  if (column) event.preventDefault();
});

page.addEventListener("drop", (event) => {
  const column = dragged && columnOf(event.target);
  if (!column) return;
  event.preventDefault();
  move(dragged, column);
});

page.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  mark(null);
});

// The answer to a move: the whole board, with the card where it is now.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const revision = detail.xhr?.getResponseHeader("X-Revision");
  const moved = document.getElementById("board").dataset.moved;
  if (!revision || !moved) return;
  page.dataset.revision = revision;
  goTo(document.getElementById(moved));
});
