/** A node, by what people know it by. */
interface Named {
  readonly realm: string;
  readonly journey: string;
  readonly displayName: string;
}

/** `alpha/intune › Microsoft Intune`: how a node is called in what we print. */
export function nodeLabel({ realm, journey, displayName }: Named): string {
  return `${realm}/${journey} › ${displayName}`;
}
