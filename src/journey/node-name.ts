/** What names a node to administrators. */
export interface NodeName {
  readonly id: string;
  readonly displayName: string;
  readonly type: string;
}
