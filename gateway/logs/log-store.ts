/** One event of a log group (CloudWatch Logs API reference, `FilteredLogEvent`). */
export interface LogEvent {
  readonly logStreamName: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
  readonly eventId: string;
}

/** What a log takes: text, or what makes it once somebody reads it. */
export type LogMessage = string | (() => string);

/** The log groups of a gateway, in memory: of each the last events. */
export interface LogStore {
  /** Makes the group and the stream where they aren't there. */
  write(group: string, stream: string, message: LogMessage): void;
  /** In the order of their times; `null`: there is no such group. */
  events(group: string): LogEvent[] | null;
  /** Names of groups, sorted, and when each was made, epoch milliseconds. */
  groups(): { readonly name: string; readonly createdMs: number }[];
}

interface Kept {
  readonly stream: string;
  readonly atMs: number;
  readonly number: number;
  readonly message: LogMessage;
}

interface Group {
  readonly createdMs: number;
  /** A ring: once it is full, the oldest goes. */
  readonly kept: Kept[];
  written: number;
}

/** Events that a group keeps. */
const eventsKept = 2000;
/** Of one event, characters. */
const longestMessage = 8192;

/** @param now epoch milliseconds. */
export function createLogStore(now: () => number = Date.now): LogStore {
  const groups = new Map<string, Group>();
  const groupCalled = (name: string): Group => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const group: Group = { createdMs: now(), kept: [], written: 0 };
    groups.set(name, group);
    return group;
  };
  return {
    write(name, stream, message) {
      const group = groupCalled(name);
      const number = group.written;
      group.kept[number % eventsKept] = { stream, atMs: now(), number, message };
      group.written += 1;
    },
    events(name) {
      const group = groups.get(name);
      if (group === undefined) return null;
      return group.kept
        .toSorted((a, b) => a.atMs - b.atMs || a.number - b.number)
        .map(({ stream, atMs, number, message }) => ({
          logStreamName: stream,
          timestamp: atMs,
          message: (typeof message === 'string' ? message : message()).slice(0, longestMessage),
          eventId: String(number).padStart(56, '0'),
        }));
    },
    groups: () =>
      [...groups]
        .map(([name, { createdMs }]) => ({ name, createdMs }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
