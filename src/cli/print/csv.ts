/** Comma-separated values (RFC 4180) that a spreadsheet may open: no cell can become a formula. */

const formula = /^[=+\-@\t\r]/;
const number = /^-?\d+(\.\d+)?$/;
const control = /[\p{Cc}\p{Cs}]/gu;

/** One record with its line end. */
export function csvRecord(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

/** Quoted where it must be. A text that a spreadsheet would calculate gets an apostrophe in front; numbers stay. */
function csvField(text: string): string {
  const isDangerous = formula.test(text) && !number.test(text);
  const safe = (isDangerous ? `'${text}` : text).replace(control, " ");
  return /[",]|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
