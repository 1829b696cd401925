/** Which bodies a script reads. Only those are read before it runs; all others stream past it. */
export interface EntityNeeds {
  readonly request: boolean;
  readonly response: boolean;
}

const mention = /(?:\b([A-Za-z_]\w*)\s*\??\.\s*)?(?:\bentity\b|\bgetEntity\s*\(\s*\))(?=([^\n;]{0,40}))/g;
/** `entity = …`, `entity.json = …`, `entity.setJson(…)`: the body is replaced without a look. */
const replaced = /^(?:\s*\.\s*(?:string|json|bytes))?\s*=(?!=)|^\s*\.\s*set[A-Z]/;

/** Judged by the source alone: a mention that does not plainly replace the entity counts as one that reads it. */
export function entityNeeds(source: string): EntityNeeds {
  const reads = [...source.matchAll(mention)].filter(([, , after = ""]) => !replaced.test(after));
  const owners = reads.map(([, owner = ""]) => owner);
  return {
    request: /\.\s*(?:form|getForm)\b/.test(source) || owners.some((owner) => owner !== "response"),
    response: owners.some((owner) => owner !== "request"),
  };
}
