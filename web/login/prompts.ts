const oneTimeCode = /\b(?:codes?|one[- ]time|otp)\b/i;
/** Codes that are no numbers from a device: letters belong in them. */
const otherCode = /\b(?:recovery|backup|post(?:al)?|zip|country|promo)\b/i;

/** Whether a prompt asks for a code that a device shows or receives. Callbacks have no type for it: the text tells. */
export function isOneTimeCodePrompt(prompt: string): boolean {
  return oneTimeCode.test(prompt) && !otherCode.test(prompt);
}
