/** What names a node to administrators. */
export interface NodeName {
  readonly id: string;
  readonly displayName: string;
  readonly type: string;
}

export function nameOf({ id, displayName, type }: NodeName): NodeName {
  return { id, displayName, type };
}
