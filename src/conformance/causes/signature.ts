import type { Cause, Facts } from './cause.ts';
import { own, refused } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;

/** The request was signed, and refused all the same. */
export const signatureCauses: readonly Cause[] = [
  {
    id: 'clock-skew',
    explains,
    when: (facts) => own('signature')(facts) && skewMs(facts) > 4 * 60_000,
    cause: (facts) =>
      `403: this machine's clock is ${Math.round(skewMs(facts) / 60_000)} minutes off the gateway's, and a signature holds for 5.`,
    fix: 'Set the clock (NTP), and run the gate again.',
  },
  {
    id: 'session-expired',
    explains,
    when: (facts) =>
      own('signature')(facts) && /token included in the request is expired/i.test(facts.observed.text),
    cause: '403: the AWS session that the request was signed with has expired.',
    fix: 'Log in again (aws sso login), or renew AWS_SESSION_TOKEN together with the keys.',
  },
  {
    id: 'unknown-access-key',
    explains,
    when: (facts) =>
      own('signature')(facts) &&
      facts.observed.exchange.request.signing !== undefined &&
      /security token included in the request is invalid/i.test(facts.observed.text),
    cause:
      '403: AWS does not know the access key that the request was signed with, or its session token is missing.',
    fix: 'Look which credentials are used (aws sts get-caller-identity); keys that begin with ASIA need AWS_SESSION_TOKEN.',
  },
  {
    id: 'signature-refused',
    explains,
    when: (facts) => own('signature')(facts) && facts.observed.exchange.request.signing !== undefined,
    cause: ({ observed }) =>
      `403: the signature was refused: ${firstSentence(observed.json.ok ? String(Object.values(Object(observed.json.value))[0]) : observed.text)}`,
    fix: "Compare region and host with the API's, and the secret key with its access key; behind a custom domain or proxy the Host header has to stay as signed.",
  },
  {
    id: 'iam-not-allowed',
    explains,
    when: (facts) =>
      refused(facts) &&
      facts.observed.exchange.request.signing !== undefined &&
      own('access-denied', 'forbidden')(facts),
    cause: ({ observed }) =>
      `${observed.status}: the signature is good, and its caller may not call this route, or a web ACL blocks the request.`,
    fix: "Grant execute-api:Invoke on the route to the role (or in the resource policy, and deploy), then look at the web ACL's sampled requests.",
  },
];

/** Between this machine's clock and the one that answered. */
function skewMs({ observed }: Facts): number {
  const theirs = Date.parse(observed.header('date') ?? '');
  const ours = Date.parse(observed.exchange.startedAt);
  return Number.isNaN(theirs) ? 0 : Math.abs(theirs - ours);
}

function firstSentence(text: string): string {
  return `${(text.split(/(?<=\.)\s/)[0] ?? text).slice(0, 200).replace(/\.$/, '')}.`;
}
