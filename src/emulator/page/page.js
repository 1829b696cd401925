import { deviceRow, states } from "./device-list.js";

/** The page: asks the control API for devices, shows them, and sends what a person changes. */

const pageSize = 50;
const tokenKey = "sallyport-emulator-token";
const element = (id) => document.getElementById(id);

let token = "";
let skip = 0;
/** Only the latest question's answer is shown. */
let asked = 0;

async function call(method, path, body) {
  const headers = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (response.status === 204) return undefined;
  const answer = await response.json();
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.error?.message ?? `The emulator answered ${response.status}.`), {
    status: response.status,
  });
}

/** Runs `work` and says what went wrong; tells whether it went well. */
async function attempt(work) {
  try {
    await work();
    element("message").textContent = "";
    return true;
  } catch (failure) {
    element("message").textContent =
      failure instanceof TypeError ? "The emulator cannot be reached. Is it still running?" : failure.message;
    if (failure.status === 401) signOut();
    return false;
  }
}

function signOut() {
  sessionStorage.removeItem(tokenKey);
  element("devices").hidden = true;
  element("sign-in").hidden = false;
  element("token").value = "";
  element("token").focus();
}

async function load() {
  asked += 1;
  const question = asked;
  const query = new URLSearchParams({ top: String(pageSize), skip: String(skip), search: element("search").value });
  if (element("state").value !== "") query.set("state", element("state").value);
  element("rows").ariaBusy = "true";
  try {
    const found = await call("GET", `devices?${query}`);
    if (question === asked) showDevices(found);
  } finally {
    if (question === asked) element("rows").ariaBusy = "false";
  }
}

function showDevices({ total, devices }) {
  element("sign-in").hidden = true;
  element("devices").hidden = false;
  sessionStorage.setItem(tokenKey, token);
  element("rows").replaceChildren(...devices.map(({ device }) => deviceRow(device, change)));
  const words = total === 1 ? "1 device" : `${total.toLocaleString("en")} devices`;
  element("count").textContent = total === 0 ? "No device fits." : words;
  const last = Math.min(skip + pageSize, total);
  element("position").textContent = total === 0 ? "" : `${skip + 1} to ${last} of ${total.toLocaleString("en")}`;
  element("previous").disabled = skip === 0;
  element("next").disabled = last >= total;
}

function change(id, complianceState) {
  return attempt(() => call("PATCH", `devices/${id}`, { complianceState }));
}

function show(from) {
  skip = Math.max(0, from);
  return attempt(load);
}

let waiting;
element("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void show(0), 200);
});
element("filters").addEventListener("submit", (event) => {
  event.preventDefault();
  void show(0);
});
element("state").addEventListener("change", () => void show(0));
element("previous").addEventListener("click", () => void show(skip - pageSize));
element("next").addEventListener("click", () => void show(skip + pageSize));
element("reset").addEventListener("click", () =>
  attempt(async () => {
    await call("POST", "reset");
    await load();
  }),
);
element("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  token = element("token").value.trim();
  void show(0);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  element("search").focus();
});

for (const { name } of states) element("state").append(new Option(name));

// The fragment never leaves the browser; it is taken out of the address so that it is not bookmarked or shared.
const fragment = new URLSearchParams(location.hash.slice(1)).get("token");
if (fragment !== null) history.replaceState(null, "", location.pathname);
token = fragment ?? sessionStorage.getItem(tokenKey) ?? "";
if (token === "") signOut();
else void show(0);
