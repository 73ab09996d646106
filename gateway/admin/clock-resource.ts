import type { Clock } from '../clock.ts';
import { AdminRefusal } from './admin-refusal.ts';
import { booleanField, numberField, requireFields } from './fields.ts';

interface Timed {
  readonly clock: Clock;
}

type Fields = Readonly<Record<string, unknown>>;

export function clockDocument({ clock }: Timed) {
  const nowMs = clock.now();
  const { aheadMs, stopped } = clock;
  return { now: new Date(nowMs).toISOString(), nowMs, aheadMs, stopped };
}

/** Throws AdminRefusal. */
export function setClock(world: Timed, body: Fields) {
  requireFields(body, ['now', 'aheadMs', 'stopped']);
  const { clock } = world;
  const aheadMs = numberField(body, 'aheadMs');
  if (aheadMs !== undefined && body.now !== undefined)
    throw new AdminRefusal(400, 'now and aheadMs both say what time it is; leave one of them out.');
  const stopped = booleanField(body, 'stopped') ?? clock.stopped;
  const nowMs =
    aheadMs === undefined ? (instantField(body) ?? clock.now()) : clock.now() - clock.aheadMs + aheadMs;
  return move(world, nowMs, stopped);
}

/** Throws AdminRefusal. */
export function advanceClock(world: Timed, body: Fields) {
  requireFields(body, ['advanceMs']);
  const { clock } = world;
  return move(world, clock.now() + (numberField(body, 'advanceMs') ?? 0), clock.stopped);
}

function move(world: Timed, nowMs: number, stopped: boolean) {
  if (nowMs < 0 || nowMs > lastMs)
    throw new AdminRefusal(400, 'The clock goes from the year 1970 to the year 9999 only.');
  world.clock.set({ nowMs, stopped });
  return clockDocument(world);
}

const lastMs = Date.UTC(9999, 11, 31);

/** ISO 8601 or epoch milliseconds. */
function instantField({ now }: Fields): number | undefined {
  const nowMs = typeof now === 'string' ? readInstant(now) : now;
  if (nowMs === undefined) return undefined;
  if (typeof nowMs === 'number' && Number.isFinite(nowMs)) return nowMs;
  throw new AdminRefusal(
    400,
    `now has to be a time such as "2026-07-10T19:19:00Z", or epoch milliseconds, not ${JSON.stringify(now)}.`,
  );
}

/** A day that the month hasn't, which `Date.parse` takes for one of the next month, is none. Without an offset: UTC, wherever this runs. */
function readInstant(text: string): number {
  const [, day = '', time = '', offset = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text) ?? [];
  const dayMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(dayMs) || new Date(dayMs).toISOString().slice(0, 10) !== day) return Number.NaN;
  return time === '' ? dayMs : Date.parse(`${day}T${time}${offset.toUpperCase()}`);
}
