/** What the rows `http_req_*` of a request say, as far as they have come: NaN and `null` for what hasn't. */
export interface Timings {
  serviceUs: number;
  blockedUs: number;
  connectingUs: number;
  tlsUs: number;
  waitingUs: number;
  failed: boolean | null;
}

export const noTimings: Readonly<Timings> = {
  serviceUs: Number.NaN,
  blockedUs: Number.NaN,
  connectingUs: Number.NaN,
  tlsUs: Number.NaN,
  waitingUs: Number.NaN,
  failed: null,
};

/** Reads one row into `group`. `at` is behind `http_req_`: the rest of the metric's name, the time and the value follow, none ever quoted. */
export function readTiming(group: Timings, bytes: Buffer, at: number): void {
  const value = afterComma(bytes, afterComma(bytes, at));
  // Each name's first letters tell it from the others: `sending` and `receiving` are not needed.
  switch (bytes[at]) {
    case letter.d:
      group.serviceUs = microseconds(bytes, value);
      break;
    case letter.b:
      group.blockedUs = microseconds(bytes, value);
      break;
    case letter.c:
      group.connectingUs = microseconds(bytes, value);
      break;
    case letter.t:
      group.tlsUs = microseconds(bytes, value);
      break;
    case letter.w:
      group.waitingUs = microseconds(bytes, value);
      break;
    case letter.f:
      group.failed = bytes[value] === letter.one;
      break;
  }
}

const letter = {
  zero: 48,
  one: 49,
  nine: 57,
  dot: 46,
  comma: 44,
  b: 98,
  c: 99,
  d: 100,
  f: 102,
  t: 116,
  w: 119,
} as const;

function afterComma(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== letter.comma) at++;
  return at + 1;
}

/** Milliseconds as k6 writes them (`12.345678`) → whole microseconds; NaN for anything else. */
function microseconds(bytes: Buffer, start: number): number {
  let us = 0;
  let at = start;
  if (!isDigit(bytes[at])) return Number.NaN;
  for (; isDigit(bytes[at]); at++) us = us * 10 + (bytes[at] as number) - letter.zero;
  if (bytes[at] === letter.dot) at++;
  for (let place = 0; place < 3; place++) {
    us *= 10;
    if (isDigit(bytes[at])) us += (bytes[at++] as number) - letter.zero;
  }
  return isDigit(bytes[at]) && (bytes[at] as number) >= letter.zero + 5 ? us + 1 : us;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= letter.zero && byte <= letter.nine;
}
