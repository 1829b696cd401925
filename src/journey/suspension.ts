/** A wait for somebody who follows a link, perhaps hours later and on another device. */
export interface Suspension {
  /** What the client is shown meanwhile. Whoever knows the address can resume: keep it out, unless it is meant to be seen. */
  readonly message: (resumeUri: string) => string;
  /** How long the link is good for; the realm's time when absent. */
  readonly minutes?: number;
  /** Sends the link on its way. Called once, after the suspended journey is safely stored. */
  readonly deliver?: (resumeUri: string) => Promise<void>;
}
