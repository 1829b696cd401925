import { encode } from "uqr";
import { copyButton } from "./copy.ts";
import { element } from "./dom.ts";
import { texts } from "./texts.ts";

/** The address for an authenticator application: as a code to scan, as a link for this device, and as a key to type in. */
export function qrCode(uri: string): HTMLElement {
  const key = new URL(uri).searchParams.get("secret") ?? "";
  return element(
    "div",
    { class: "scan" },
    picture(uri),
    element("a", { class: "secondary", href: uri }, texts.openAuthenticator),
    ...(key === "" ? [] : [byHand(key)]),
  );
}

const quietZone = 4;
const svgNamespace = "http://www.w3.org/2000/svg";

function picture(uri: string): SVGElement {
  const { data, size } = encode(uri, { ecc: "M", border: quietZone });
  const modules = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const svg = svgElement("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": texts.qrCode });
  svg.append(
    svgElement("rect", { width: size, height: size, fill: "#fff" }),
    svgElement("path", { d: modules, fill: "#000", "shape-rendering": "crispEdges" }),
  );
  return svg;
}

function byHand(key: string): HTMLElement {
  const groups = key.match(/.{1,4}/g)?.join(" ") ?? key;
  return element(
    "details",
    {},
    element("summary", {}, texts.enterKey),
    element("p", {}, element("code", { class: "key" }, groups)),
    copyButton(() => key),
  );
}

function svgElement(tag: "svg" | "rect" | "path", attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
