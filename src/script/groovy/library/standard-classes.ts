import type { HostClass } from "../host-class.ts";
import { exceptionClasses } from "../thrown.ts";
import { booleanClass } from "./boolean.ts";
import { charsetClass, standardCharsetsClass } from "./charsets.ts";
import { closureClass, functionInterfaces } from "./closures.ts";
import { arrayClass } from "./collections/array.ts";
import { bytesClass } from "./collections/bytes.ts";
import { collectionClass, iterableClass } from "./collections/interfaces.ts";
import { iteratorClass } from "./collections/iterator.ts";
import { listClass } from "./collections/list.ts";
import { rangeClass } from "./collections/range.ts";
import { setClass } from "./collections/set.ts";
import { cryptoClasses } from "./digests.ts";
import { base64Class, urlDecoderClass, urlEncoderClass } from "./encodings.ts";
import { entryClass } from "./items.ts";
import { jsonBuilderClass, jsonOutputClass, jsonSlurperClass } from "./json.ts";
import { interfaceClass } from "./language.ts";
import { mapClass, mapInterface } from "./maps.ts";
import { decimalClass, doubleClass, integerClass, longClass, numberClass } from "./numbers/classes.ts";
import { mathClass } from "./numbers/math.ts";
import { patternClass } from "./patterns.ts";
import { promiseClass, promisesClass } from "./promises.ts";
import { characterClass } from "./strings/character.ts";
import { charSequenceClass, comparableClass } from "./strings/interfaces.ts";
import { stringClass } from "./strings/string.ts";
import { stringBuilderClass } from "./strings/string-builder.ts";
import { dateClass, durationClass, instantClass } from "./time.ts";
import { classClass } from "./type-of.ts";
import { arraysClass, collectionsClass, objectsClass, systemClass, uuidClass } from "./utilities.ts";

/** The allow-list: every class of the language that a script can name. What stands here and in the host's list is all. */
const classes: readonly HostClass[] = [
  interfaceClass("java.lang.Object", { cast: (value) => value, coerce: (value) => value }),
  stringClass,
  charSequenceClass,
  comparableClass,
  characterClass,
  stringBuilderClass,
  numberClass,
  integerClass,
  longClass,
  doubleClass,
  decimalClass,
  booleanClass,
  mathClass,
  systemClass,
  classClass,
  iterableClass,
  collectionClass,
  iteratorClass,
  listClass,
  setClass,
  mapClass,
  mapInterface,
  entryClass,
  rangeClass,
  arrayClass,
  bytesClass,
  closureClass,
  ...functionInterfaces,
  collectionsClass,
  arraysClass,
  objectsClass,
  base64Class,
  uuidClass,
  urlEncoderClass,
  urlDecoderClass,
  charsetClass,
  standardCharsetsClass,
  ...cryptoClasses,
  patternClass,
  instantClass,
  durationClass,
  dateClass,
  jsonSlurperClass,
  jsonOutputClass,
  jsonBuilderClass,
  promiseClass,
  promisesClass,
  interfaceClass("org.forgerock.util.promise.NeverThrowsException"),
  ...exceptionClasses.values(),
];

/** Other names of the same class. */
const aliases: readonly (readonly [string, HostClass])[] = [
  ["java.util.List", listClass],
  ["java.util.LinkedList", listClass],
  ["java.util.Set", setClass],
  ["java.util.HashSet", setClass],
  ["java.util.HashMap", mapClass],
  ["java.util.Map.Entry", entryClass],
  ["java.util.concurrent.ConcurrentHashMap", mapClass],
  ["java.lang.StringBuffer", stringBuilderClass],
  ["groovy.json.JsonSlurperClassic", jsonSlurperClass],
];

export const standardClasses: ReadonlyMap<string, HostClass> = new Map([
  ...classes.map((type): [string, HostClass] => [type.name, type]),
  ...aliases,
]);

/** The words of Java's primitive types. */
export const primitiveClasses: ReadonlyMap<string, HostClass> = new Map([
  ["int", integerClass],
  ["short", integerClass],
  ["long", longClass],
  ["double", doubleClass],
  ["boolean", booleanClass],
  ["char", characterClass],
]);

/** Packages that every Groovy script imports. */
export const defaultImports: readonly string[] = [
  "java.lang.*",
  "java.util.*",
  "groovy.lang.*",
  "java.net.*",
  "java.io.*",
  "java.math.BigDecimal",
];
