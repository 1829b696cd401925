/** Wrong e-mailed and texted codes are counted apart from those of generators: using up the ones leaves the others alone. */
export const addSentCodes = `
  ALTER TABLE user_failures ADD COLUMN sent_codes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE user_failures ADD COLUMN sent_codes_until INTEGER NOT NULL DEFAULT 0;`;
