import type { JsonObject } from "../../core/json.ts";
import { type GivenPolicy, platformTypeOf, typicalPolicies } from "../fleet/compliance.ts";
import { deriveFrom } from "../fleet/derive.ts";
import type { DeviceRecord } from "../fleet/device-record.ts";
import type { ManagedDevice } from "../fleet/managed-device.ts";
import { deviceOf, internalPath } from "./find-device.ts";
import { collection } from "./query/collection.ts";
import { parseFilter } from "./query/filter-syntax.ts";
import { collectionOptions, filterableOptions, readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

/** Why a device is not compliant: its policies, and the settings of one policy. */

const policyMembers = ["id", "settingStates", "displayName", "version", "platformType", "state", "settingCount"];
const settingMembers = [
  "setting",
  "settingName",
  "instanceDisplayName",
  "state",
  "errorCode",
  "errorDescription",
  "userId",
  "userName",
  "userEmail",
  "userPrincipalName",
  "currentValue",
  "sources",
];
const configuration = ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"];

export function listPolicyStates(call: GraphCall): JsonObject {
  requireConfiguration(call);
  const record = deviceOf(call);
  const query = readQuery(call.url, collectionOptions);
  return collection(call.url, query, {
    context: contextOf(call.version, selected(fragment(record.device), query.select)),
    items: policiesOf(record),
    pageSize: call.behaviour.pageSize,
    write: selector(query.select, policyMembers, "microsoft.graph.deviceCompliancePolicyState"),
  });
}

export function listSettingStates(call: GraphCall): JsonObject {
  requireConfiguration(call);
  const record = deviceOf(call);
  const { device } = record;
  const [, wanted = ""] = call.keys;
  const policy = givenPolicies(record).find((candidate) => policyId(device, candidate) === wanted.toLowerCase());
  if (policy === undefined) throw new GraphRefusal(graphProblems.unknownId(internalPath(device.id)));
  const query = readQuery(call.url, filterableOptions);
  const userId = query.filter === undefined ? undefined : filteredUser(query.filter);
  const forUser = userId === undefined || userId === (device.userId ?? "").toLowerCase();
  return collection(call.url, query, {
    context: contextOf(call.version, selected(`${fragment(device)}('${wanted}')/settingStates`, query.select)),
    items: forUser ? settingsOf(policy, device) : [],
    pageSize: call.behaviour.pageSize,
    write: selector(query.select, settingMembers, "microsoft.graph.deviceCompliancePolicySettingState"),
  });
}

/** The permission for policy states is not documented: the device permission, or this one besides. */
function requireConfiguration({ behaviour, permissions }: GraphCall): void {
  if (!behaviour.policyStatesNeedConfiguration || configuration.some((name) => permissions.includes(name))) return;
  throw new GraphRefusal(graphProblems.permissionMissing(configuration, "/deviceManagement/deviceCompliancePolicies"));
}

/** The one filter whose form is known: `(userId eq '…')`. */
function filteredUser(text: string): string {
  const filter = parseFilter(text);
  if ("and" in filter || "or" in filter || filter.property !== "userId" || filter.operator !== "eq") {
    throw new GraphRefusal(graphProblems.notImplemented("a $filter of settingStates other than userId eq '…'"));
  }
  return filter.value.toLowerCase();
}

function fragment(device: ManagedDevice): string {
  return `deviceManagement/managedDevices('${device.id}')/deviceCompliancePolicyStates`;
}

function givenPolicies({ device, compliancePolicies }: DeviceRecord): readonly GivenPolicy[] {
  return compliancePolicies ?? typicalPolicies(device.operatingSystem, device.complianceState);
}

/** A policy has the same id on every device of a tenant that it is assigned to; the name stands for the policy. */
function policyId(device: ManagedDevice, policy: GivenPolicy): string {
  return policy.id ?? deriveFrom(`${platformTypeOf(device.operatingSystem)}/${policy.displayName}`).uuid("policy");
}

function policiesOf(record: DeviceRecord): readonly JsonObject[] {
  const { device } = record;
  return givenPolicies(record).map((policy) => ({
    id: policyId(device, policy),
    // Empty in the list: the settings have an address of their own.
    settingStates: [],
    displayName: policy.displayName,
    version: policy.version,
    platformType: policy.platformType ?? platformTypeOf(device.operatingSystem),
    state: policy.state,
    settingCount: policy.settings.length,
  }));
}

function settingsOf(policy: GivenPolicy, device: ManagedDevice): readonly JsonObject[] {
  return policy.settings.map(({ setting, state, errorCode, errorDescription, currentValue }) => ({
    setting,
    // Always null at Intune, whatever the documentation says.
    settingName: null,
    instanceDisplayName: null,
    state,
    errorCode,
    errorDescription,
    userId: device.userId,
    userName: device.userDisplayName,
    userEmail: device.emailAddress,
    userPrincipalName: device.userPrincipalName,
    currentValue,
    sources: [{ id: policyId(device, policy), displayName: policy.displayName, sourceType: "deviceConfiguration" }],
  }));
}
