/** Every text of the page that does not come from the server. A second language is a second object of this shape. */
export const texts = {
  signIn: "Sign in",
  next: "Next",
  show: "Show",
  hide: "Hide",
  pleaseWait: "Please wait…",
  startAgain: "Start again",
  tryAgain: "Try again",
  tryAgainIn: (seconds: number) => (seconds <= 90 ? `Try again in ${seconds} s` : `Try again in ${minutes(seconds)}`),
  keepWaiting: "Keep waiting",
  back: "Go back",
  transaction: "Reference for your help desk:",

  userName: "User Name",
  password: "Password",
  answer: "Your answer",
  choice: "Choose one",
  notAccepted: (rules: string) => `Not accepted: ${rules}`,

  timedOut: "That took too long, so this sign-in began again.",
  failed: "You were not signed in",
  failedMessage: "The sign-in was refused.",
  notUnderstood: (status: number) => `The server gave an answer that this page does not understand (${status}).`,
  unreachable: "No answer",
  unreachableMessage: "The server could not be reached. Check your network connection, then try again.",
  overloaded: "Too many requests",
  overloadedMessage: "The server accepts no more sign-ins right now. What you entered is kept until you try again.",
  waitedLong: "Still waiting",
  waitedLongMessage: "The confirmation has not come yet.",
  badRealm: "The address of this page names a realm that cannot exist.",
  broken: "Something went wrong",
  brokenMessage: "This page met an error of its own. Reload it to start again.",

  unknownCallback: (type: string) =>
    `This page cannot show a step of the kind “${type}” yet. Tell your help desk this name, or start again.`,
  scriptRefused: "This step came with a script. The page never runs scripts that a server sends.",
  redirectRefused: "This step leads to an address that the page does not follow.",
  takingYou: (host: string) => `Taking you to ${host}…`,
  continueTo: (host: string) => `Continue to ${host}`,

  signedIn: "You are signed in",
  verified: "You proved who you are. No session was asked for.",
  user: "User",
  realm: "Realm",
  authLevel: "Auth level",
  device: "Device",
  deviceBound: "Bound to the certificate of this device",
  deviceUnbound: "Not bound to a device",
  noSessionInfo: "The server tells nothing more about this session.",
  continue: "Continue",
  signOut: "Sign out",
  signedOut: "You are signed out",
  signInAgain: "Sign in again",
  signOutFailed: "You may still be signed in",
  signOutFailedMessage: "The server did not confirm that the session has ended.",
} as const;

function minutes(seconds: number): string {
  const whole = Math.ceil(seconds / 60);
  return whole <= 90 ? `${whole} minutes` : `${Math.ceil(whole / 60)} hours`;
}
