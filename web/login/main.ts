import { readAddress } from "../client/index.ts";
import { byId } from "./dom.ts";
import { createPage, type Places } from "./page.ts";
import { texts } from "./texts.ts";

const places: Places = {
  title: byId("title"),
  panel: byId("panel"),
  alert: byId("alert"),
  status: byId("status"),
  trace: byId("trace"),
};
const address = readAddress(location);

if (address === undefined) {
  stop(texts.failed, texts.badRealm);
} else {
  const page = createPage({
    places,
    context: { address, fetch: (input, init) => fetch(input, init), now: () => Date.now() },
    here: location.href,
    go: (url) => location.assign(url),
    run,
  });
  run(page.begin());
  // A page that the browser brings back from its history shows a step that is long over.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) run(page.begin());
  });
  window.addEventListener("hashchange", () => location.reload());
}

function run(work: Promise<void>): void {
  work.catch((cause: unknown) => {
    console.error(cause);
    stop(texts.broken, texts.brokenMessage);
  });
}

function stop(title: string, message: string): void {
  places.panel.removeAttribute("aria-busy");
  places.panel.replaceChildren();
  places.title.textContent = title;
  places.alert.textContent = message;
}
