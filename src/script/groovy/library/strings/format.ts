import type { GroovyCall } from "../../host-class.ts";
import { isTrue } from "../../runtime/equality.ts";
import { isNumber } from "../../runtime/numbers.ts";
import { toText } from "../../runtime/text.ts";
import { groovyError } from "../../thrown.ts";
import type { GroovyValue } from "../../values.ts";

/** `String.format`: `%s`, `%d`, `%x`, `%.2f`, with width and flags. */
export function format(pattern: string, args: readonly GroovyValue[], call: GroovyCall): string {
  let next = 0;
  call.work(pattern.length >> 4);
  return pattern.replace(
    /%([-0+,]{0,4})(\d{1,3})?(?:\.(\d{1,2}))?([a-zA-Z%])/g,
    (_all, flags: string, width: string | undefined, digits: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      if (kind === "n") return "\n";
      const value = args[next];
      next += 1;
      if (value === undefined) throw groovyError("IllegalArgumentException", `Format specifier '%${kind}'`);
      const text = formatted(kind, value, digits, call);
      const missing = Number(width ?? 0);
      call.charge(Math.max(text.length, missing));
      if (flags.includes("-")) return text.padEnd(missing);
      if (!flags.includes("0")) return text.padStart(missing);
      return text.startsWith("-") ? `-${text.slice(1).padStart(missing - 1, "0")}` : text.padStart(missing, "0");
    },
  );
}

function formatted(kind: string, value: GroovyValue, digits: string | undefined, call: GroovyCall): string {
  const text = toText(value, call);
  if (kind === "s" || kind === "S") {
    const cut = digits === undefined ? text : text.slice(0, Number(digits));
    return kind === "S" ? cut.toUpperCase() : cut;
  }
  if (kind === "b") return String(isTrue(value));
  if (!isNumber(value)) {
    if (kind === "c") return text;
    throw groovyError("IllegalArgumentException", `${kind} != ${text.slice(0, 200)}`);
  }
  if (kind === "d") return text;
  if (kind === "x" || kind === "X") {
    const hex = hexadecimal(value, kind);
    return kind === "X" ? hex.toUpperCase() : hex;
  }
  if (kind === "f") return Number(text).toFixed(Number(digits ?? 6));
  throw groovyError("IllegalArgumentException", `Conversion = '${kind}'`);
}

function hexadecimal(value: GroovyValue, kind: string): string {
  if (typeof value === "number") return (value >>> 0).toString(16);
  if (typeof value === "bigint") return BigInt.asUintN(64, value).toString(16);
  throw groovyError("IllegalArgumentException", `${kind} != a number with a fraction`);
}
