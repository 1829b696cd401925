import type { ResumeUri } from "../../journey/index.ts";
import type { Exchange } from "../exchange.ts";

/** The links that resume journeys of this exchange (facts: "Suspend and resume"): the login page, as clients see it. */
export function resumeUriFor({ external, realm }: Exchange, journey: string): ResumeUri {
  return (suspendedId) => {
    const parameters = { realm: realm.path, authIndexType: "service", authIndexValue: journey, suspendedId };
    return external.urlOf("/am", `/XUI/?${new URLSearchParams(parameters)}`);
  };
}
