import { setDefaultAutoSelectFamilyAttemptTimeout } from "node:net";

/**
 * Where `localhost` has two addresses, Node gives the first 250 ms and then tries the other, at which nobody listens. A
 * process that was busy that long would take a good connection for a refused one.
 */
setDefaultAutoSelectFamilyAttemptTimeout(10_000);
