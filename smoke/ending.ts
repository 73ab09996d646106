/** Playwright loads its setup and teardown files each by itself: what both know stands with the process. */
const place = Symbol.for('gatewright.ending');

type Place = { [place]?: Promise<unknown> };

/** Registers what has to end before the process does, Ctrl-C or not. */
export function endsWith(ending: Promise<unknown>): void {
  (globalThis as Place)[place] = ending.catch(() => undefined);
}

export async function ended(): Promise<void> {
  await (globalThis as Place)[place];
}
