import type { CallRecord } from './access-log/call-record.ts';
import type { Answer, Call, ClientCert, ServedApi } from './call.ts';
import type { Control } from './control/control.ts';
import { type DomainRouter, refusalOnDomain } from './domains.ts';
import { originForm, type Place, placeOf } from './place.ts';
import type { MutualTls } from './tls/mutual-tls.ts';
import type { Observation } from './truth/observation.ts';
import type { Watch } from './truth/watch.ts';
import { createAnswersOut, failureAnswer, jsonAnswer } from './wire/answers-out.ts';
import type { Exchange } from './wire/exchange.ts';
import { headersTooLarge, headersTooLargeAnswer } from './wire/refusals.ts';
import type { Body } from './wire/request-body.ts';

/** What one port answers: AWS's control plane, and APIs. */
export interface Served {
  readonly apis: ReadonlyMap<string, ServedApi>;
  /** `null`: there are no custom domains. */
  readonly domains: DomainRouter | null;
  /** `null`: clients aren't asked for certificates. */
  readonly mutualTls: MutualTls | null;
  readonly control: Control;
  /** `null`: requests aren't observed. */
  readonly watch: Watch | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An answer, and who waits to know when it is out. */
interface Reply {
  readonly answer: Answer;
  readonly observation: Observation | null;
  readonly record: CallRecord | null;
}

const answers = createAnswersOut();

/** Answers one request. Never rejects. */
export async function respond(exchange: Exchange, served: Served): Promise<void> {
  const { watch } = served;
  const startedMs = watch === null ? 0 : performance.now();
  try {
    const body = await exchange.readBody();
    if (body === 'aborted') return;
    const { answer, observation, record } = await replyTo(exchange, { body, startedMs }, served);
    if (observation?.disturbed === true) await observation.leave();
    if (observation === null && record === null) {
      answers.soon(exchange, answer, null);
      return;
    }
    const out = (outMs: number): void => {
      record?.sent(answer);
      if (observation !== null) watch?.finish(observation, answer, outMs);
    };
    if (observation?.dropped !== true) answers.soon(exchange, answer, out);
    else {
      exchange.drop();
      out(performance.now());
    }
  } catch (error) {
    answers.failed(exchange, error);
  }
}

interface Arrival {
  readonly body: Body;
  /** On the clock of `performance.now`. */
  readonly startedMs: number;
}

async function replyTo(exchange: Exchange, { body, startedMs }: Arrival, served: Served): Promise<Reply> {
  const receivedAtMs = served.now();
  const target = originForm(exchange.target);
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const place = placeOf(path, exchange.host, served.domains);
  if (place !== null && 'kind' in place) return unobserved(refusalOnDomain(place));
  if (place === null)
    return unobserved(await controlAnswer({ exchange, path, query, body: body.bytes }, served));
  const api = served.apis.get(place.apiId);
  if (api === undefined) {
    const message = `The local gateway serves no API with the id ${place.apiId}; on AWS its host name would not resolve.`;
    return unobserved(jsonAnswer(404, { message, apis: [...served.apis.keys()] }));
  }
  if (headersTooLarge(exchange)) return unobserved(headersTooLargeAnswer);
  const clientCert = admitted(exchange, place, served);
  if (clientCert === 'refused') return unobserved(refusalOnDomain({ kind: 'unmapped' }));
  const observation = served.watch?.observe(place.apiId, startedMs) ?? null;
  const call: Call = {
    method: exchange.method,
    path: place.path,
    sentPath: path,
    query,
    headers: exchange.headers,
    body: body.bytes,
    bodyTooLarge: body.tooLarge,
    sourceIp: exchange.sourceIp,
    clientCert,
    receivedAtMs,
    observation,
    domain: place.domain,
    record: null,
  };
  const answer = await api.answer(call).catch(failureAnswer);
  return { answer, observation, record: call.record };
}

/** What a client of a domain with mutual TLS showed; `null`: it had to show nothing. */
function admitted(
  exchange: Exchange,
  { truststoreUri }: Place,
  { mutualTls }: Served,
): ClientCert | null | 'refused' {
  if (truststoreUri === null || mutualTls?.insists(truststoreUri) !== true) return null;
  return mutualTls.admit(exchange.clientCertificate, truststoreUri) ?? 'refused';
}

const unobserved = (answer: Answer): Reply => ({ answer, observation: null, record: null });

interface ControlCall {
  readonly exchange: Exchange;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

async function controlAnswer({ exchange, path, query, body }: ControlCall, served: Served): Promise<Answer> {
  const headers: Record<string, string> = {};
  for (const [name, value] of exchange.headers) {
    const lower = name.toLowerCase();
    headers[lower] = Object.hasOwn(headers, lower) ? `${headers[lower]}, ${value}` : value;
  }
  const asked = { method: exchange.method, path, query: new URLSearchParams(query), headers, body };
  const response = await served.control.handle(asked);
  if (response !== null) return { ...response, headers: Object.entries(response.headers) };
  return jsonAnswer(404, {
    message:
      'This is the AWS endpoint of a local gateway: it answers signed AWS requests, and APIs below /_api/ID.',
    apis: [...served.apis.keys()].map((id) => `/_api/${id}`),
  });
}
