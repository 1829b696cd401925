/** The rows of the table: what a device is, and a choice of its state. */

/** Graph's spellings, and how each looks. */
export const states = [
  { name: "compliant", tone: "good" },
  { name: "inGracePeriod", tone: "warn" },
  { name: "configManager", tone: "warn" },
  { name: "unknown", tone: "warn" },
  { name: "noncompliant", tone: "bad" },
  { name: "conflict", tone: "bad" },
  { name: "error", tone: "bad" },
];

/**
 * @param {object} device a managedDevice
 * @param {(id: string, state: string) => Promise<boolean>} change tells whether the state was changed
 */
export function deviceRow(device, change) {
  const row = document.createElement("tr");
  const name = cell("th", device.deviceName || "(no name)", device.id);
  name.scope = "row";
  row.append(
    name,
    cell("td", [device.operatingSystem, device.osVersion].filter(Boolean).join(" "), device.model),
    cell("td", device.userDisplayName || "nobody", device.userPrincipalName),
    cell("td", ...sinceThen(device.lastSyncDateTime)),
    stateCell(device, row, change),
  );
  return row;
}

function cell(kind, text, detail) {
  const element = document.createElement(kind);
  const small = document.createElement("small");
  small.textContent = detail ?? "";
  element.append(text ?? "", small);
  return element;
}

function stateCell(device, row, change) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", `State of ${device.deviceName || device.id}`);
  const known = states.some(({ name }) => name === device.complianceState);
  const names = states.map(({ name }) => name);
  for (const name of known ? names : [device.complianceState, ...names]) select.append(new Option(name));
  let current = device.complianceState;
  const show = () => {
    select.value = current;
    select.dataset.tone = states.find(({ name }) => name === current)?.tone ?? "warn";
  };
  select.addEventListener("change", async () => {
    if (await change(device.id, select.value)) {
      current = select.value;
      row.classList.add("changed");
    }
    show();
  });
  show();
  const element = document.createElement("td");
  element.append(select);
  return element;
}

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

function sinceThen(instant) {
  const seconds = (Date.parse(instant) - Date.now()) / 1000;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
  return [words, instant.replace("T", " ").replace(/(\.\d+)?Z$/, "")];
}
