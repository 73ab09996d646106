import { createHash } from 'node:crypto';

const told = /^\/\/ gatewright init wrote this \(([0-9a-f]{8})\)[^\n]*\n/;

/** Says at its head that nobody has changed it yet, in a way that can be checked. */
export function sealed(text: string): string {
  return `// gatewright init wrote this (${digest(text)}). Until you change it, gatewright import may replace it.\n${text}`;
}

/** Whether a file is word for word what `init` wrote. */
export function isUnchanged(text: string): boolean {
  const [head, seal] = told.exec(text) ?? [];
  return head !== undefined && seal === digest(text.slice(head.length));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
