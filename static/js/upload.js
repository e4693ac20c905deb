// Forms that take files: drop them, see how far each is, keep the good ones. Without this script they are plain forms.

const MIB = 1024 * 1024;
const waiting = [];
let running = false;
document.documentElement.dataset.uploads = "";

function line(form, file) {
  const entry = document.createElement("li");
  entry.className = "upload-result";
  const words = document.createElement("span");
  words.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Upload of ${file.name}`);
  entry.append(words, bar);
  form.querySelector(".upload-results").append(entry);
  return entry;
}

function button(text, click) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button is-small";
  element.textContent = text;
  element.addEventListener("click", click);
  return element;
}

function refuse(job, reason, mayTryAgain) {
  job.entry.className = "upload-result is-refused";
  const words = document.createElement("span");
  words.textContent = reason;
  job.entry.replaceChildren(words);
  if (mayTryAgain) {
    job.entry.append(button("Try again", () => {
      job.entry.remove();
      take(job.form, [job.file]);
    }));
  }
}

function fail(job, reason, mayTryAgain = false) {
  refuse(job, `“${job.file.name}” was not added: ${reason}`, mayTryAgain);
}

// Seen here, a file that is too large need not travel. The server looks too.
function isTooLarge(job) {
  const limit = Number(job.form.dataset.limit);
  if (job.file.size <= limit * MIB) return false;
  fail(job, `it has ${(job.file.size / MIB).toFixed(1)} MiB, the limit for one file is ${limit} MiB.`);
  return true;
}

function answered(job, xhr) {
  const signedOut = new URL(xhr.responseURL).pathname !== new URL(job.form.action).pathname;
  const reference = xhr.getResponseHeader("X-Reference") || "none";
  if (signedOut) fail(job, "you were signed out. Reload the page and sign in again.");
  else if (xhr.status === 200 || xhr.status === 409) show(job, xhr.responseText);
  else if (xhr.status === 403) fail(job, "you may not add files here. If you were signed out, reload the page and sign in again.");
  else if (xhr.status === 404) fail(job, "its place is no longer there. Reload the page.");
  else if (xhr.status === 413) fail(job, "the proxy in front of MigOps takes no files this large. Tell whoever runs it.");
  else if (xhr.status === 429) fail(job, "a lot was sent in a short time. Wait ten minutes, then try again.", true);
  else fail(job, `something went wrong on the server. Reference: ${reference}.`, true);
}

function show(job, html) {
  const parts = document.createElement("template");
  parts.innerHTML = html;
  const result = parts.content.querySelector(".upload-result");
  if (result) job.entry.replaceWith(result);
  else refuse(job, parts.content.querySelector("p")?.textContent || "This was not done.");
}

function send(job) {
  return new Promise((done) => {
    const xhr = new XMLHttpRequest();
    const body = new FormData(job.form);
    body.delete("file");
    body.append("file", job.file);
    const bar = job.entry.querySelector("progress");
    xhr.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    xhr.addEventListener("load", () => { answered(job, xhr); done(); });
    xhr.addEventListener("error", () => {
      fail(job, "the connection was cut, or the file can't be read.", true);
      done();
    });
    xhr.addEventListener("abort", () => { fail(job, "you stopped it.", true); done(); });
    xhr.open("POST", job.form.action);
    xhr.setRequestHeader("HX-Request", "true");
    job.entry.append(button("Stop", () => xhr.abort()));
    xhr.send(body);
  });
}

// One after the other: each gets the whole line, and the order of the results is that of the files.
async function work() {
  if (running) return;
  running = true;
  const changed = new Set();
  for (let job = waiting.shift(); job; job = waiting.shift()) {
    if (isTooLarge(job)) continue;
    await send(job);
    changed.add(job.form.dataset.refreshes);
  }
  running = false;
  refresh([...changed].join(" ").split(" ").filter(Boolean)).catch(() => {});
}

// The parts of the page that show files, as they are now. A form in them keeps its results.
async function refresh(ids) {
  if (!ids.length) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  for (const id of new Set(ids)) {
    const [before, after] = [document.getElementById(id), page.getElementById(id)];
    if (!before || !after) continue;
    const results = new Map([...before.querySelectorAll("[data-upload]")].map((form) => [
      form.querySelector("input[type=file]").id, form.querySelector(".upload-results"),
    ]));
    for (const form of after.querySelectorAll("[data-upload]")) {
      const kept = results.get(form.querySelector("input[type=file]").id);
      if (kept) form.querySelector(".upload-results").replaceWith(kept);
    }
    before.replaceWith(after);
    window.htmx?.process(after);
  }
}

function take(form, files) {
  for (const file of files) waiting.push({ form, file, entry: line(form, file) });
  work();
}

function formAt(target) {
  return target.closest?.("[data-upload]")
    || target.closest?.("[data-takes-files]")?.querySelector("[data-upload]")
    || document.querySelector("[data-takes-any-file] [data-upload]")
    || document.querySelector(":root:not(:has([data-drop-in-place])) [data-upload]");
}

function mark(form) {
  for (const marked of document.querySelectorAll(".upload.is-over")) marked.classList.remove("is-over");
  form?.classList.add("is-over");
}

document.addEventListener("change", (event) => {
  const form = event.target.type === "file" && event.target.closest("[data-upload]");
  if (!form) return;
  take(form, [...event.target.files]);
  event.target.value = "";
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-upload]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-choose-files]");
  if (!link) return;
  event.preventDefault();
  document.querySelector(link.hash).click();
});

document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  mark(formAt(event.target));
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) mark(null);
});

document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  mark(null);
  const form = formAt(event.target);
  if (form) take(form, [...event.dataTransfer.files]);
});

window.addEventListener("beforeunload", (event) => {
  if (running) event.preventDefault();
});
