/** A row for what a request did instead of one for each of its events: rows and their index entries are what a trace costs. */
export const groupTraces = `
  ALTER TABLE traces RENAME COLUMN event TO events;
  UPDATE traces SET events = '[' || events || ']';`;
