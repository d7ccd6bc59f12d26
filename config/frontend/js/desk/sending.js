// Sends to the desk's small routes and reads their JSON answers.

/** The token that forms of this page carry. */
export function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

/** Posts fields; {status, body}. Throws where there is no network or no JSON answer. */
export async function post(address, fields, options = {}) {
  let response = await send(address, fields, options);
  if (response.status === 403 && (await renewToken())) response = await send(address, fields, {});
  if (response.status === 204) return { status: 204, body: {} };
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  if (isJson) return { status: response.status, body: await response.json() };
  const isSignIn = response.redirected || response.status === 401 || response.status === 403;
  return { status: isSignIn ? 401 : response.status || 500, body: {} };
}

function send(address, fields, options) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("csrfmiddlewaretoken", token());
  return fetch(address, {
    method: "POST",
    body: form,
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    ...options,
  });
}

/** After signing in again in another tab the old token is refused: takes the new one. */
async function renewToken() {
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (!response.ok || response.redirected) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector("main [name=csrfmiddlewaretoken]");
  if (!found) return false;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    input.value = found.value;
  }
  return true;
}
