import http from 'k6/http';
import { sampleMetadata } from './execution.ts';
import type { AwsCredentials } from './sign.ts';

/** What requests have to show, and until when. Node makes it: src/credential/feed.ts. */
interface Credentials {
  /** Whole header values by the plan's variable. */
  readonly values: { readonly [variable: string]: string };
  /** By target. */
  readonly aws?: { readonly [target: string]: AwsCredentials & { readonly region: string } };
  /** Epoch milliseconds from which on newer ones are there to be asked for; `null`: there never are. */
  readonly renewAtMs: number | null;
  /** Epoch milliseconds at which they stop being taken. */
  readonly expireAtMs: number | null;
}

const none: Credentials = { values: {}, renewAtMs: null, expireAtMs: null };

/** Each virtual user has its own: they share no memory. */
let current: Credentials = __ENV.GATEWRIGHT_CREDENTIALS ? JSON.parse(__ENV.GATEWRIGHT_CREDENTIALS) : none;
let generation = 0;

/** The variable of the environment, else of the plan's own making. */
export function secret(variable: string): string {
  return current.values[variable] ?? '';
}

export function awsCredentials(target: string): (AwsCredentials & { readonly region: string }) | undefined {
  return current.aws?.[target];
}

/** Changes whenever the credentials do. */
export function credentialGeneration(): number {
  return generation;
}

/** Beside a request, so that none waits for it: virtual users ask one after another, as their turns come. */
export function renewWhenDue(): void {
  if (isPast(current.renewAtMs)) renew();
}

/** Before a request that would go out with something expired. */
export function renewWhenExpired(): void {
  if (isPast(current.expireAtMs) && isPast(current.renewAtMs)) renew();
}

function isPast(ms: number | null): boolean {
  return ms !== null && Date.now() >= ms;
}

/** From Node on this machine, by an address that nobody else knows. */
function renew(): void {
  const feed = __ENV.GATEWRIGHT_CREDENTIAL_FEED;
  if (!feed) return;
  const metadata = sampleMetadata();
  const kept = { ...metadata };
  for (const name of Object.keys(kept)) delete metadata[name];
  const answer = http.get(feed, {
    responseType: 'text',
    responseCallback: http.expectedStatuses(200),
    timeout: '5s',
    tags: { name: 'credentials' },
  });
  Object.assign(metadata, kept);
  if (answer.status !== 200 || typeof answer.body !== 'string') return;
  current = JSON.parse(answer.body);
  generation++;
}
