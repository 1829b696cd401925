/** When wrong passwords lock a user out: `lockout` of a realm. */
export interface Lockout {
  /** So many wrong passwords, without a right one between. */
  readonly failures: number;
  /** So long nobody gets in as this user; failures older than that do not count. */
  readonly minutes: number;
}
