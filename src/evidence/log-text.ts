const longest = 240;
const redacted = '[redacted]';

/** Names that stand before what nobody else may see: `password=…`, `"apiKey": "…"`. */
const named =
  /((?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key|credential|authorization|cookie|session)[\w-]*["']?\s*[:=]\s*["']?)(?:(?:Bearer|Basic)\s+)?[^\s"',;&]+/gi;
const shapes = [
  /\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi,
  // JWTs, AWS access keys, and what is as long and as mixed as only generated text is.
  /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /(?<![\w.-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{32,}/g,
];

/**
 * A line of a log as it may be shown: on one line, without control characters, secrets and account ids, and cut.
 * Whoever writes to a log decides what stands there.
 */
export function logText(text: string): string {
  const line = text
    .slice(0, 4000)
    // Escape sequences of terminals, then whatever else isn't shown or turns the direction of text.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const shown = shapes
    .reduce((left, shape) => left.replace(shape, redacted), line.replace(named, `$1${redacted}`))
    .replace(/(\w+:\/\/)[^\s/@]+@/g, '$1')
    .replace(/(?<!\d)\d{12}(?!\d)/g, '…');
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}
