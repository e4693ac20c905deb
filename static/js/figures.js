// How much waits for the person, and how much is unread: once the page stands there, and each minute from then on.

const SECONDS = 60;

async function ask() {
  if (document.hidden) return;
  // The server may be restarting: the next round asks again.
  const answer = await fetch(document.body.dataset.figures, { redirect: "error" }).catch(() => null);
  if (answer?.status !== 200) return;
  const figures = document.createElement("template");
  figures.innerHTML = await answer.text();
  for (const figure of [...figures.content.children]) document.getElementById(figure.id)?.replaceWith(figure);
}

ask();
setInterval(ask, SECONDS * 1000);
document.addEventListener("visibilitychange", ask);
