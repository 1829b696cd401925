/** Who the person proved to be. */
export interface IdentifiedUser {
  readonly username: string;
  readonly universalId: string;
}
