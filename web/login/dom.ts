/** An attribute is set to its text, set empty for `true`, and left out for `false` and `undefined`. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Makes an element. Children that are text stay text: nothing that a server says is ever parsed as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

export function button(label: string, kind: "primary" | "secondary", pressed: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: kind }, label);
  made.addEventListener("click", pressed);
  return made;
}

/** Paragraphs of a text, one per line. */
export function paragraphs(text: string, className?: string): HTMLParagraphElement[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.map((line) => element("p", { class: className }, line));
}

/** The element of index.html with this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}
