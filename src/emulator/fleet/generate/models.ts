import type { Derived } from "../derive.ts";
import type { ManagedDevice } from "../managed-device.ts";
import type { Platform } from "./generate-schema.ts";

/** Makes and versions that a fleet of each platform is made of, older versions included. */
interface Make {
  readonly models: readonly [Model, ...Model[]];
  readonly versions: readonly [string, ...string[]];
}

type Model = readonly [manufacturer: string, model: string];

const makes: Readonly<Record<Platform, Make>> = {
  windows: {
    models: [
      ["Dell Inc.", "Latitude 7450"],
      ["LENOVO", "21HDCTO1WW"],
      ["HP", "HP EliteBook 840 14 inch G10 Notebook PC"],
      ["Microsoft Corporation", "Surface Laptop 5"],
      ["VMware, Inc.", "VMware20,1"],
    ],
    versions: ["10.0.22631.4317", "10.0.26100.2033", "10.0.19045.5011", "10.0.22621.3447", "10.0.17763.6414"],
  },
  ios: {
    models: [
      ["Apple", "iPhone 15"],
      ["Apple", "iPhone 13"],
      ["Apple", "iPhone SE (3rd generation)"],
    ],
    versions: ["17.6.1", "18.0.1", "16.7.10", "17.5"],
  },
  ipados: {
    models: [
      ["Apple", "iPad (10th generation)"],
      ["Apple", "iPad Air"],
    ],
    versions: ["17.6.1", "18.0", "16.7.10"],
  },
  macos: {
    models: [
      ["Apple", "MacBook Pro"],
      ["Apple", "MacBook Air"],
      ["Apple", "Mac mini"],
    ],
    versions: ["14.6.1 (23G93)", "15.0.1 (24A348)", "13.7 (22H123)"],
  },
  android: {
    models: [
      ["Google", "Pixel 8"],
      ["samsung", "SM-A546B"],
      ["samsung", "SM-S921B"],
      ["Zebra Technologies", "TC26"],
    ],
    versions: ["14.0", "13.0", "15.0", "11.0"],
  },
};

export function modelOf(platform: Platform, derived: Derived): Partial<ManagedDevice> {
  const { models, versions } = makes[platform];
  const [manufacturer, model] = derived.pick("model", models);
  return { manufacturer, model, osVersion: derived.pick("osVersion", versions) };
}
