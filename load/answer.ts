import crypto from 'k6/crypto';
import { sampleMetadata } from './execution.ts';
import { isForeignPage, isRedirection } from './page.ts';
import type { Mark, PlannedRequest } from './plan.ts';
import { plan } from './planned.ts';
import type { Answer } from './request.ts';

/**
 * What an answer tells of itself goes into the metadata of its iteration's last rows, in short; src/sample/answer-notes.ts
 * reads it. A virtual user keeps its metadata, so what the last answer said is taken away first.
 */
export function note(answer: Answer | undefined, request: number): void {
  if (dirty) for (const name of noted) delete sampleMetadata()[name];
  dirty = false;
  if (answer === undefined) return;
  const planned = plan.requests[request];
  if (!introduced) introduce(answer);
  const { marks } = planned ?? {};
  if (marks?.coldStart !== undefined) coldStart(answer, marks.coldStart);
  if (planned !== undefined && turn++ % lookEvery === 0) look(answer, planned);
  if (plan.observe) observe(answer, marks ?? {});
}

const { lookEvery = 1 } = plan;
let turn = 0;

function look(answer: Answer, { expectStatus, contentType }: PlannedRequest): void {
  const { headers, status } = answer;
  const serverTiming = headers['Server-Timing'];
  if (serverTiming !== undefined) timing(answer, serverTiming);
  if (!expectStatus.includes(status)) unexpected(answer);
  else if (contentType !== undefined) media(headers['Content-Type'], contentType);
}

function coldStart(answer: Answer, mark: Mark): void {
  const said = marked(answer, mark);
  if (said !== null && !/^(false|0|no|warm|)$/i.test(said)) say('c', 1);
}

const noted = ['c', 'f', 'g', 'h', 'l', 'm', 'p', 'r', 't', 'w'];
/** Most answers say nothing, and each virtual user has this for itself. */
let dirty = false;

function say(name: string, value: string | number): void {
  sampleMetadata()[name] = value;
  dirty = true;
}

let introduced = false;

/** Each virtual user speaks one protocol with its target. */
function introduce({ proto, tls_version: tls }: Answer): void {
  if (!proto) return;
  introduced = true;
  say('p', tls ? `${proto} ${tls}` : proto);
}

/** The function's own time, where it says it (https://www.w3.org/TR/server-timing/), in whole microseconds. */
function timing(answer: Answer, header: string): void {
  const ms = functionMs(header);
  if (ms === null || ms > answer.timings.duration) return;
  say('f', Math.round(ms * 1000));
  say('g', Math.round((answer.timings.duration - ms) * 1000));
}

/** Of the metric `total`, or else of the longest one; CloudFront's own metrics begin with `cdn-`. */
function functionMs(header: string): number | null {
  const metrics = header.split(',').flatMap((metric) => {
    const [name = '', ...parameters] = metric.split(';').map((part) => part.trim());
    const dur = parameters.find((parameter) => /^dur *=/i.test(parameter));
    const ms = Number(dur?.replace(/^dur *= *"?([^"]*)"?$/i, '$1') || Number.NaN);
    return ms >= 0 && !/^cdn-/i.test(name) ? [{ name: name.toLowerCase(), ms }] : [];
  });
  if (metrics.length === 0) return null;
  const total = metrics.find(({ name }) => name === 'total');
  return total?.ms ?? Math.max(...metrics.map(({ ms }) => ms));
}

function unexpected(answer: Answer): void {
  if (!isRedirection(answer.status)) {
    if (isForeignPage(answer)) say('h', 1);
    return;
  }
  const [origin] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(headerOf(answer, 'Location') ?? '') ?? [];
  say('l', origin?.toLowerCase() ?? 'the same host');
}

function media(said: string | undefined, promised: string): void {
  if (said === undefined || said === promised) return;
  const type = mediaType(said);
  if (type !== mediaType(promised)) say('t', type);
}

function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function observe(answer: Answer, { invocation }: NonNullable<PlannedRequest['marks']>): void {
  const mark = invocation === undefined ? null : marked(answer, invocation);
  if (mark !== null) say('m', short(mark));
  if (answer.status === 429) say('r', refusalOf(answer));
  if (headerOf(answer, 'Warning') !== null) say('w', 1);
}

/** A REST API says it in `message` and in `x-amzn-errortype`, an HTTP API in `message` alone. */
function refusalOf(answer: Answer): 't' | 'q' | 'u' {
  const said = `${headerOf(answer, 'X-Amzn-Errortype') ?? ''} ${textOf(answer)}`;
  if (/limit ?exceeded/i.test(said)) return 'q';
  return /too ?many ?requests|throttl/i.test(said) ? 't' : 'u';
}

function marked(answer: Answer, mark: Mark): string | null {
  if ('header' in mark) return headerOf(answer, canonical(mark.header));
  try {
    return asText(at(JSON.parse(textOf(answer)), mark.pointer));
  } catch {
    return null;
  }
}

function textOf(answer: Answer): string {
  return typeof answer.body === 'string' ? answer.body : '';
}

/** By its canonical name, as k6 keeps it. */
function headerOf(answer: Answer, name: string): string | null {
  return answer.headers[name] ?? null;
}

/** `x-invocation-id` → `X-Invocation-Id`, as Go writes it. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** RFC 6901. */
function at(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, token) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, token)
          ? (value as { [key: string]: unknown })[token]
          : undefined,
      json,
    );
}

function asText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const longestMark = 24;

function short(mark: string): string {
  return mark.length <= longestMark ? mark : crypto.md5(mark, 'hex').slice(0, longestMark);
}
