import type { Random } from "../../core/random.ts";
import type { CheckedFaults, Fault } from "./fault.ts";
import { type FaultTarget, fits } from "./match.ts";

/** The faults in force. */
export interface FaultSwitch {
  set(faults: CheckedFaults): void;
  clear(): void;
  current(): CheckedFaults;
  /** The fault that this request meets, if any; counts it. */
  take(target: FaultTarget): Fault | undefined;
}

export function createFaultSwitch(random: Random): FaultSwitch {
  let faults: CheckedFaults = {};
  const fires = (fault: Fault): boolean =>
    fault.rate === undefined || (random.bytes(4).readUInt32BE() / 2 ** 32) * 100 < fault.rate;

  const takeOfService = (target: FaultTarget): Fault | undefined => {
    if (target.service === "identity") return undefined;
    const { [target.service]: fault, ...others } = faults;
    if (fault === undefined || !fires(fault)) return undefined;
    const left = afterOne(fault);
    faults = left === undefined ? others : { ...others, [target.service]: left };
    return fault;
  };
  const takeByRule = (target: FaultTarget): Fault | undefined => {
    const { rules = [] } = faults;
    const index = rules.findIndex((rule) => fits(rule, target) && fires(rule));
    const rule = rules[index];
    if (rule === undefined) return undefined;
    const left = afterOne(rule);
    faults = { ...faults, rules: left === undefined ? rules.toSpliced(index, 1) : rules.toSpliced(index, 1, left) };
    return rule;
  };

  return {
    set(next) {
      faults = next;
    },
    clear() {
      faults = {};
    },
    current: () => faults,
    take: (target) => takeOfService(target) ?? takeByRule(target),
  };
}

/** The fault as it stands after one more request met it; `undefined` when that was the last. */
function afterOne<Counted extends Fault>(fault: Counted): Counted | undefined {
  if (fault.times === undefined) return fault;
  return fault.times === 1 ? undefined : { ...fault, times: fault.times - 1 };
}
