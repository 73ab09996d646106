import { UsageError } from '../src/errors/usage-error.ts';
import type { OptionSpecs, Values } from './command.ts';
import type { loadGateway } from './local-gateway.ts';

type GatewayOptions = Parameters<Awaited<ReturnType<typeof loadGateway>>['startGateway']>[0];

/** Options of `local` about who may call, and how often. */
export const accessOptions = {
  issuer: {
    type: 'string',
    multiple: true,
    value: '[ISSUER=]URL',
    about:
      'fetch the keys of a JWT issuer or a Cognito user pool below URL instead; without ISSUER: those of every one. Tokens still have to name the issuer that the API trusts',
  },
  signer: {
    type: 'string',
    multiple: true,
    value: 'KEY_ID:SECRET',
    about:
      "a key pair that may sign for AWS_IAM, none of a real account; default: the example pair of AWS's documentation",
  },
  'account-throttle': {
    type: 'string',
    value: 'RATE[,BURST]',
    about: 'limit all APIs together, as an account does with 10000,5000; default: nothing does',
  },
} as const satisfies OptionSpecs;

export function access(values: Partial<Values<typeof accessOptions>>): Partial<GatewayOptions> {
  const { issuer, signer, 'account-throttle': throttle } = values;
  return {
    ...(issuer === undefined ? {} : { issuerUrls: Object.fromEntries(issuer.map(readIssuer)) }),
    ...(signer === undefined ? {} : { credentials: signer.map(readSigner) }),
    ...(throttle === undefined ? {} : { accountThrottle: readThrottle(throttle) }),
  };
}

function readIssuer(text: string): [issuer: string, url: string] {
  const [, issuer = '*', url = ''] = /^(?:(.+)=)?(https?:\/\/.+)$/.exec(text) ?? [];
  if (URL.canParse(url) && (issuer === '*' || URL.canParse(issuer))) return [issuer, url];
  throw new UsageError(
    `--issuer ${text} names no URL to fetch keys from.`,
    'Write it as --issuer http://127.0.0.1:9000, or --issuer https://issuer.example.com=http://127.0.0.1:9000.',
  );
}

function readSigner(text: string) {
  const at = text.indexOf(':');
  if (at > 0 && at < text.length - 1)
    return { accessKeyId: text.slice(0, at), secretAccessKey: text.slice(at + 1) };
  // Not what was written: it may be half of a secret.
  throw new UsageError(
    '--signer takes a key id and its secret.',
    'Write it as --signer AKIATEST:made-up-secret.',
  );
}

function readThrottle(text: string) {
  const [ratePerSecond = Number.NaN, burst = ratePerSecond, ...rest] = text.split(',').map(numberIn);
  if (ratePerSecond > 0 && burst >= 1 && rest.length === 0) return { ratePerSecond, burst };
  throw new UsageError(
    `--account-throttle ${text} is no limit.`,
    'Write requests per second, and maybe how many at once: --account-throttle 100,50.',
  );
}

const numberIn = (text: string): number => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN);
