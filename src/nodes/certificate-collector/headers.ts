import { isJsonObject } from "../../core/json.ts";
import type { JourneyFile } from "../../journey/index.ts";
import { headerNames } from "./config.ts";

const certificateCollectorType = "product-CertificateCollectorNode";

/**
 * The headers that the Certificate Collector nodes of these journeys read. They are identity headers: no copy from a
 * client passes the gateway, and none counts beside an assertion.
 */
export function certificateHeadersOf(journeys: readonly JourneyFile[]): string[] {
  return journeys.flatMap(({ tree, nodes, innerNodes }) => {
    const inTree = Object.entries(tree.nodes).flatMap(([id, { nodeType }]) =>
      nodeType === certificateCollectorType ? [nodes[id] ?? {}] : [],
    );
    const onPages = Object.values(innerNodes).filter(
      ({ _type: type }) => isJsonObject(type) && type._id === certificateCollectorType,
    );
    return [...inTree, ...onPages].flatMap(({ clientCertificateHttpHeaderName: setting }) =>
      headerNames(typeof setting === "string" ? setting : null),
    );
  });
}
