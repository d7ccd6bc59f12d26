// Answers that could not be sent are kept on the device and sent once the network is back.
// <form data-queue="OWNER">: OWNER is the person's id, "" for a guest; another person on the
// same phone never sends them. The form's idempotency key goes with them, so that an answer
// that did arrive is not counted twice. What is typed is kept too until it is sent.
const KEY = "hvs-queue";
const DRAFT = "hvs-draft:";
const RETRY_MILLISECONDS = 15000;
const english = document.documentElement.lang === "en";
const words = {
  waiting: english ? "Not sent yet – will be sent again" : "Chưa gửi – sẽ gửi lại khi có mạng",
  sending: english ? "Sending…" : "Đang gửi…",
  sent: english ? "Sent at" : "Đã gửi lúc",
  refused: english
    ? "Not accepted. Open the lesson again and send once more."
    : "Chưa nhận được. Vui lòng mở lại bài và gửi lần nữa.",
};
let flushing = false;

/** Takes over the forms of this page and sends what was kept before. */
export function startQueue() {
  for (const form of document.querySelectorAll("form[data-queue]")) {
    restoreDraft(form);
    form.addEventListener("input", () => saveDraft(form));
    const kept = load().find((item) => item.action === form.action && item.owner === owner(form));
    if (kept) say(form, words.waiting, "waiting");
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("queue" in form.dataset)) return;
    event.preventDefault();
    submit(form, event.submitter);
  });
  addEventListener("online", flush);
  setInterval(flush, RETRY_MILLISECONDS);
  flush();
}

async function submit(form, submitter) {
  if (form.dataset.sending) return;
  const body = new URLSearchParams(new FormData(form));
  if (submitter && submitter.name) body.append(submitter.name, submitter.value);
  form.dataset.sending = "1";
  say(form, words.sending, "sending");
  try {
    const response = await send(form.action, body);
    if (response.status >= 500) throw new Error("unavailable");
    remove(form.action);
    if (response.ok) sessionStorage.removeItem(DRAFT + form.action);
    await show(response);
  } catch {
    keep({ action: form.action, body: body.toString(), owner: owner(form) });
    say(form, words.waiting, "waiting");
  } finally {
    delete form.dataset.sending;
  }
}

function send(action, body) {
  return fetch(action, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { Accept: "text/html" },
  });
}

/** Puts the answer's page in place of this one, without asking for it a second time. */
async function show(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) {
    location.assign(response.url);
    return;
  }
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  if (response.url !== location.href) history.pushState({}, "", response.url);
  addEventListener("popstate", () => location.reload(), { once: true });
  for (const form of main.querySelectorAll("form[data-queue]")) {
    form.addEventListener("input", () => saveDraft(form));
  }
  const target = main.querySelector("[data-focus]") || main;
  target.focus();
  scrollTo(0, 0);
}

/** Sends what is kept, oldest first; stops at the first that does not go through. */
async function flush() {
  if (flushing || navigator.onLine === false) return;
  flushing = true;
  try {
    for (const item of load()) {
      if (item.owner !== pageOwner()) continue;
      if (!(await resend(item))) break;
    }
  } finally {
    flushing = false;
  }
}

async function resend(item) {
  const body = new URLSearchParams(item.body);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  let response;
  try {
    response = await send(item.action, body);
  } catch {
    return false;
  }
  if (response.status >= 500 || response.status === 429) return false;
  const signedOut = response.status === 401 || response.status === 403;
  if (!signedOut) {
    remove(item.action);
    sessionStorage.removeItem(DRAFT + item.action);
  }
  const form = [...document.querySelectorAll("form[data-queue]")].find(
    (candidate) => candidate.action === item.action,
  );
  if (form && response.ok) await show(response);
  else announce(response.ok ? `${words.sent} ${now()}` : words.refused, response.ok);
  return !signedOut;
}

function announce(text, sent) {
  let line = document.querySelector("[data-queue-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "hv-queue-status";
    line.setAttribute("role", "status");
    line.dataset.queueStatus = "";
    document.querySelector("main").prepend(line);
  }
  line.dataset.state = sent ? "sent" : "waiting";
  line.textContent = text;
}

function say(form, text, state) {
  const line = form.querySelector("[data-queue-status]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = text;
}

function now() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function owner(form) {
  return form.dataset.queue || "";
}

function pageOwner() {
  return document.body.dataset.person || "";
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
}

function store(items) {
  try {
    localStorage.setItem(KEY, JSON.stringify(items));
  } catch {
    // No room or not allowed: what was typed still stands in the form.
  }
}

function keep(item) {
  store([...load().filter((other) => other.action !== item.action), item]);
}

function remove(action) {
  store(load().filter((item) => item.action !== action));
}

function saveDraft(form) {
  const kept = [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
  );
  try {
    sessionStorage.setItem(DRAFT + form.action, JSON.stringify(kept));
  } catch {
    // As in store().
  }
}

function restoreDraft(form) {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(DRAFT + form.action));
  } catch {
    kept = null;
  }
  for (const [name, value] of kept || []) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === "radio" || input.type === "checkbox") {
        if (input.value === value) input.checked = true;
      } else if (input.type !== "hidden" && !input.value) input.value = value;
    }
  }
}
