import { codeOf, nameOf } from './aws-error.ts';
import type { AwsCall } from './aws-failure.ts';

/** A sentence, and what to do, where no answer came. */
export function sayUnreachable(
  error: unknown,
  { endpoint, isAws, proxy }: AwsCall,
): readonly [string, readonly string[]] {
  const fault = connectionFault(error) ?? 'failed';
  const byProxy = proxy === undefined ? '' : `The proxy ${proxy} may show certificates of its own. `;
  const advice = isAws
    ? 'Check the network and the region.'
    : 'Is the emulator running there? AWS_ENDPOINT_URL says where; without it, AWS itself is asked.';
  if (fault === untrusted) {
    return [
      `${endpoint} ${fault}.`,
      [
        `${byProxy}Trust its authority: AWS_CA_BUNDLE=FILE.pem (or NODE_EXTRA_CA_CERTS)`,
        ...(isAws
          ? []
          : [
              `AWS Emulator's is found by itself, in ~/.aws/emulator/PORT/, where HOME is that of the user who started it.`,
            ]),
      ],
    ];
  }
  if (isAws) return [`${endpoint} ${fault}.`, [`${fault.includes('certificate') ? byProxy : ''}${advice}`]];
  return [`${endpoint} ${fault}.`, [emulatorAdvice.get(fault)?.(endpoint) ?? advice]];
}

const untrusted = 'has a certificate that this machine does not trust';
const otherScheme = 'does not speak TLS as the URL says';
const closed = 'closed the connection';

/** What an emulator's person may have written wrong. */
const emulatorAdvice = new Map<string, (endpoint: string) => string>([
  [
    otherScheme,
    (endpoint) => `If it serves plain HTTP: AWS_ENDPOINT_URL=${endpoint.replace(/^https/, 'http')}`,
  ],
  [
    closed,
    (endpoint) =>
      endpoint.startsWith('http:')
        ? `If it serves HTTPS: AWS_ENDPOINT_URL=${endpoint.replace(/^http:/, 'https:')}`
        : 'Look at what the emulator logged.',
  ],
  [
    'has a certificate for other host names',
    () =>
      'Write the endpoint with the host name or address that its certificate is for (127.0.0.1, localhost).',
  ],
]);

const faults: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/^ECONNREFUSED$/, 'refused the connection'],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NONAME)$/, 'has a host name that does not resolve'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|TimeoutError|AbortError|UND_ERR_CONNECT_TIMEOUT)$/, 'did not answer in time'],
  [/^(ECONNRESET|EPIPE)$/, closed],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'cannot be reached from here'],
  [/^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/, otherScheme],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'has a certificate for other host names'],
  [/^CERT_HAS_EXPIRED$/, 'has a certificate that has expired'],
  [/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/, untrusted],
];

/** What is wrong with the connection, to come after the endpoint's name; `null` where it answered. */
export function connectionFault(error: unknown): string | null {
  const faultOf = (name: string) => faults.find(([pattern]) => pattern.test(name))?.[1];
  return faultOf(codeOf(error)) ?? faultOf(nameOf(error)) ?? null;
}
