// Forms that a passkey fills in: allauth's scripts talk to the browser, this one tells the person what went wrong.

const KINDS = { add: "addForm", authenticate: "authenticateForm", login: "loginForm" };
const WORDS = {
  NotAllowedError: "No passkey was used. Try again, or take another way.",
  InvalidStateError: "This passkey is added already.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const kind = form.dataset.passkey;
  const excuse = whyNot();
  form.hidden = false;
  if (excuse) {
    say(form, excuse, "quiet");
    form.querySelector("#passkey").hidden = true;
  } else {
    const { credential, passwordless } = form.elements;
    allauth.webauthn.forms[KINDS[kind]]({
      ids: {
        [kind]: "passkey",
        credential: credential.id,
        passwordless: passwordless?.id,
        data: document.getElementById("passkey-options") ? "passkey-options" : undefined,
      },
    });
  }
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = WORDS[event.detail.exception.name] || "That did not work. Try again, or take another way.";
  for (const form of document.querySelectorAll("form[data-passkey]")) say(form, words);
});

function whyNot() {
  const { hostname, port } = location;
  if (/^[\d.]+$|^\[/.test(hostname)) {
    const local = hostname.startsWith("127.") || hostname === "[::1]";
    const name = local ? `http://localhost${port ? `:${port}` : ""}` : "the name that whoever runs it gave it";
    return `Passkeys need a host name, and this page was opened by an IP address. Open MigOps at ${name} to use them.`;
  }
  return window.PublicKeyCredential ? "" : "Passkeys need https and a browser that knows them.";
}

function say(form, words, look = "notice is-error") {
  const place = form.querySelector("[data-passkey-words]");
  place.className = look;
  place.textContent = words;
  place.hidden = false;
}
