import type { ConnectionMeasurement } from '../run/connections.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { type Distribution, distributionOf, valueAtRank } from '../statistics/distribution.ts';
import { count, ms, plural } from '../statistics/figures.ts';
import { measuredRoutes } from '../statistics/latency-series.ts';
import { possibleColdStarts } from '../statistics/possible-cold-starts.ts';
import { html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { bytes } from './money.ts';
import { middleOut, printable } from './printable.ts';

/** One thing that was measured beside the latencies of steady state. */
interface Apart {
  readonly target: string;
  readonly what: string;
  readonly found: string;
}

export function keptApartText(run: Run): string[] {
  const all = keptApart(run);
  if (all.length === 0) return [];
  const several = run.plan.targets.length > 1;
  const longest = Math.max(...all.map(({ what }) => what.length));
  const lines = all.map(({ target, what, found }, index) => [
    ...(several && target !== all[index - 1]?.target ? [`  ${middleOut(printable(target), 48)}`] : []),
    ...hanging(`${several ? '    ' : '  '}${what.padEnd(longest)}  `, printable(found)),
  ]);
  return ['', 'Kept apart from these figures', ...lines.flat()];
}

const width = 100;

/** The text behind its head, further lines under its own beginning. */
function hanging(head: string, text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (head.length + line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? head : ' '.repeat(head.length)) + line);
}

export function keptApartMarkup(run: Run): Markup | null {
  const all = keptApart(run);
  if (all.length === 0) return null;
  return html`<h3>Kept apart from these figures</h3>${tableMarkup({
    caption: 'Connections, cold starts, and what answers told of themselves',
    columns: [{ title: 'What' }, { title: 'Found' }],
    rows: all.map(({ target, what, found }) => ({
      cells: [html`${what}<span class="sub">${middleOut(target, 120)}</span>`, found],
    })),
  })}`;
}

function keptApart(run: Run): Apart[] {
  return run.plan.targets.flatMap(({ target }, index) => {
    const routes = measuredRoutes(run, target).map(({ measurement }) => measurement);
    const connections = run.connections[index];
    return [
      ...(connections === undefined
        ? []
        : [...ofConnections(connections), ...ofSentAgain(connections, routes)]),
      ...ofColdStarts(routes),
      ...ofFunctionTime(routes),
      ...ofMocks(run, target),
      ...ofClasses(routes),
      ...received(routes),
    ].map((one) => ({ target, ...one }));
  });
}

type Finding = Omit<Apart, 'target'>;

/** Fewer may be a busy machine. */
const fewSentAgain = { requests: 2, share: 0.005 } as const;

function ofSentAgain(
  { sentAgain = 0 }: ConnectionMeasurement,
  routes: readonly SeriesMeasurement[],
): Finding[] {
  const requests = routes.reduce((sum, route) => sum + route.count, 0);
  if (sentAgain <= fewSentAgain.requests || sentAgain <= fewSentAgain.share * requests) return [];
  return [
    {
      what: 'sent again',
      found: `about ${count(sentAgain)} of ${plural(requests, 'request')}: their connection broke before an answer, and k6’s HTTP client sent them once more over another one, as browsers do; clients that don’t see errors`,
    },
  ];
}

function ofConnections(of: ConnectionMeasurement): Finding[] {
  const opened = of.opened + of.openedInWarmUp;
  if (opened === 0) return [];
  const parts = [
    ['TCP', of.connecting],
    ['TLS', of.tls],
    ['DNS and waiting', of.waiting],
  ] as const;
  const took = parts.flatMap(([name, encoded]) => {
    const distribution = distributionOf([encoded]);
    return distribution.count === 0 ? [] : [`${name} ${median(distribution)} ms`];
  });
  const spoken = Object.keys(of.protocols).map(protocolName);
  const first = distributionOf([of.response]);
  return [
    {
      what: 'opening a connection',
      found: `p50 ${took.join(', ')} (${count(of.openedInWarmUp)} opened in the warm-up, ${count(of.opened)} while measuring${spoken.length === 0 ? '' : `; ${spoken.join(', ')}`})`,
    },
    ...(first.count === 0
      ? []
      : [
          {
            what: 'first requests of a connection',
            found: `${count(first.count)}: ${spread(first)} from when they were due, ${spread(distributionOf([of.service]))} once it was open`,
          },
        ]),
  ];
}

function ofColdStarts(routes: readonly SeriesMeasurement[]): Finding[] {
  if (routes.every(({ count: requests }) => requests === 0)) return [];
  const marked = routes.flatMap(({ coldStarts }) => (coldStarts.marked ? [coldStarts] : []));
  const others = routes.filter(({ coldStarts }) => !coldStarts.marked);
  return [
    ...(marked.length === 0 ? [] : [ofMarked(marked)]),
    ...ofFirstCalls(others.map(({ coldStarts }) => coldStarts)),
    ...ofPossibleColdStarts(others),
  ];
}

function ofMarked(marked: readonly SeriesMeasurement['coldStarts'][]): Finding {
  const times = distributionOf(marked.map(({ service }) => service));
  const measured = marked.reduce((sum, { count: cold }) => sum + cold, 0);
  const before = marked.reduce((sum, { inWarmUp }) => sum + inWarmUp, 0);
  return {
    what: 'cold starts',
    found:
      times.count === 0
        ? 'none, by the mark of the contract'
        : `${count(measured)} while measuring, ${count(before)} in the warm-up: service time ${spread(times)}`,
  };
}

function ofFirstCalls(known: readonly SeriesMeasurement['coldStarts'][]): Finding[] {
  const first = known.flatMap(({ firstCall }) => (firstCall === null ? [] : [firstCall.serviceMs]));
  if (first.length === 0) return [];
  const [least, most] = [Math.min(...first), Math.max(...first)];
  return [
    {
      what: first.length === 1 ? 'first call' : 'first calls of routes',
      found: `${least === most ? ms(most) : `${ms(least)}–${ms(most)}`} ms service time: a cold start if the function was idle, which a coldStart mark in the contract would tell`,
    },
  ];
}

/** A guess: taken out of the percentiles, it would make them look better wherever it is wrong. */
function ofPossibleColdStarts(routes: readonly SeriesMeasurement[]): Finding[] {
  const found = routes.flatMap((route) => possibleColdStarts(route) ?? []);
  const likely = found.flatMap((one) => one.likely);
  if (likely.length === 0) return [];
  const raised = found.reduce((sum, one) => sum + one.raised, 0);
  const most = Math.max(...found.map(({ mostInFlight }) => mostInFlight));
  const took = likely.map(({ serviceMs }) => serviceMs).sort((a, b) => a - b);
  const [least = 0, slowest = 0] = [took[0], took.at(-1)];
  return [
    {
      what: 'possible cold starts',
      found: `${count(likely.length)} of ${plural(raised, 'request')} that found more of their route under way than ever before (up to ${count(most)}), or came after a pause, took far longer than the others, ${least === slowest ? ms(least) : `${ms(least)}–${ms(slowest)}`} ms: a burst needed new environments. They are in the percentiles, as nothing proves it; a coldStart mark in the contract would`,
    },
  ];
}

function ofFunctionTime(routes: readonly SeriesMeasurement[]): Finding[] {
  const times = routes.flatMap(({ functionTime }) => functionTime ?? []);
  if (times.length === 0) return [];
  return [
    {
      what: 'function, by Server-Timing',
      found: spread(distributionOf(times.map((time) => time.function))),
    },
    {
      what: 'service time less that',
      found: `${spread(distributionOf(times.map((time) => time.gateway)))}: the gateway, the network and what the function doesn't count`,
    },
  ];
}

/** What the gateway answers itself holds everything but the functions: the floor of all other routes. */
function ofMocks(run: Run, target: string): Finding[] {
  return run.plan.series.flatMap((planned, index) => {
    const measurement = run.series[index];
    if (planned.target !== target || planned.answeredBy !== 'gateway' || measurement === undefined) return [];
    const found = spread(distributionOf([measurement.service]));
    return [
      {
        what: 'answered by the gateway',
        found: `${planned.route}: service time ${found}, the floor of the routes with a function`,
      },
    ];
  });
}

/** Percentiles of all answers together say little where refusals are quick. */
function ofClasses(routes: readonly SeriesMeasurement[]): Finding[] {
  const names = [...new Set(routes.flatMap(({ byClass }) => Object.keys(byClass)))].sort();
  return names.map((name) => {
    const mixed = routes.flatMap(({ byClass }) => byClass[name]?.response ?? []);
    const distribution = distributionOf(mixed);
    return {
      what: `answers ${name}`,
      found: `${count(distribution.count)}: ${spread(distribution)}, of routes that answered several classes`,
    };
  });
}

function received(routes: readonly SeriesMeasurement[]): Finding[] {
  const total = routes.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
  const answers = routes.reduce((sum, { count: requests }) => sum + requests, 0);
  if (total === 0) return [];
  return [{ what: 'received', found: `${bytes(total)} for ${plural(answers, 'request')}, headers included` }];
}

function median(distribution: Distribution): string {
  return ms(valueAtRank(distribution, Math.ceil(distribution.count / 2)) / 1000);
}

/** Without intervals: these are few, and not what objectives are about. */
function spread(distribution: Distribution): string {
  if (distribution.count === 0) return 'nothing';
  const most = ms((distribution.highest.at(-1) ?? 0) / 1000);
  return distribution.count === 1 ? `${most} ms` : `p50 ${median(distribution)} ms, max ${most} ms`;
}

/** `HTTP/2.0 tls1.3` → `HTTP/2, TLS 1.3`. */
function protocolName(protocol: string): string {
  return protocol.replace('HTTP/2.0', 'HTTP/2').replace(' tls', ', TLS ');
}
