import { UsageError } from '../errors/usage-error.ts';
import type { ServiceName } from '../permission/aws-calls.ts';
import { MissingPermission } from '../permission/missing-permission.ts';
import { ProxyFailure, proxyAdvice } from '../transport/proxy-failure.ts';
import {
  hasNoLogin,
  isDenied,
  isExpired,
  isNoAwsAnswer,
  isNotImplemented,
  messageOf,
  NotAws,
  nameOf,
  statusOf,
} from './aws-error.ts';
import { connectionFault, sayUnreachable } from './aws-unreachable.ts';

/** One kind of call to AWS: what it is called, and the permission that it takes. */
export interface AwsCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly permission: string;
  /** What goes missing without the permission; completes "without …". */
  readonly without?: string;
  /** Where it went: an origin such as `https://cloudformation.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  /** The proxy on the way there: `proxy.example.com:3128 (HTTPS_PROXY)`. */
  readonly proxy?: string;
  /** Whether that is AWS itself rather than an emulator. */
  readonly isAws: boolean;
}

/** What went wrong with a call, as one sentence and what to do about it. */
export function awsFailure(error: unknown, call: AwsCall): UsageError {
  if (error instanceof UsageError) return error;
  const rule = rules.find(({ applies }) => applies(error));
  const [message, next] = rule?.say(error, call) ?? [
    `${call.service} refused ${call.operation}: ${nameOf(error)}: ${withoutAccounts(messageOf(error))}`,
    [],
  ];
  if (!isDenied(error)) return new UsageError(message, next, { cause: error });
  const { without = `${call.service}'s ${call.operation}` } = call;
  return new MissingPermission(message, next, { permission: deniedIn(error, call), without, cause: error });
}

interface FailureRule {
  readonly applies: (error: unknown) => boolean;
  readonly say: (error: unknown, call: AwsCall) => readonly [message: string, next: readonly string[]];
}

const rules: readonly FailureRule[] = [
  {
    applies: (error) => error instanceof Error && hasNoLogin(error),
    say: (error) => [
      'The AWS login session has expired or is missing.',
      [/'(aws [^']+)'/.exec(messageOf(error))?.[1] ?? 'aws sso login'].map(
        (command) => `Log in again: ${command}`,
      ),
    ],
  },
  {
    applies: (error) => credentialsMessage(error) !== '',
    say: (error) => [
      'There are no AWS credentials.',
      [
        'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (aws configure, aws sso login).',
        'Without an account: --local, or --url URL --api rest.',
        ...(/could not load credentials from any/i.test(messageOf(error))
          ? []
          : [`The SDK says: ${oneLine(error)}`]),
      ],
    ],
  },
  {
    applies: isExpired,
    say: () => [
      'The AWS credentials have expired.',
      ['Renew them: aws sso login, or new temporary credentials.'],
    ],
  },
  {
    applies: (error) =>
      /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?)$/.test(
        nameOf(error),
      ),
    say: (_, { service, isAws, endpoint }) => [
      `${isAws ? service : endpoint} does not know these AWS credentials.`,
      isAws
        ? [
            'Check AWS_ACCESS_KEY_ID or the profile: aws sts get-caller-identity',
            'Temporary credentials need AWS_SESSION_TOKEN too.',
          ]
        : [keysOfEmulator],
    ],
  },
  {
    applies: (error) => /^(SignatureDoesNotMatch|InvalidSignatureException)$/.test(nameOf(error)),
    say: (_, { isAws, endpoint }) => [
      `${isAws ? 'AWS' : endpoint} refused the signature: the secret key is wrong, or this clock is off.`,
      ['Check AWS_SECRET_ACCESS_KEY, and the time of this machine.', ...(isAws ? [] : [keysOfEmulator])],
    ],
  },
  { applies: isDenied, say: (error, call) => sayDenied(error, call) },
  {
    applies: (error) => /throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i.test(nameOf(error)),
    say: (_, { service, operation }) => [
      `${service} throttled ${operation}, and again when it was retried.`,
      ['Try again in a minute.'],
    ],
  },
  {
    applies: (error) => proxyFailureIn(error) !== null,
    say: (error, { service, endpoint }) => {
      const failure = proxyFailureIn(error);
      return [
        `${endpoint === service ? service : endpoint} is out of reach: ${failure?.message}.`,
        failure === null ? [] : proxyAdvice(failure),
      ];
    },
  },
  { applies: (error) => connectionFault(error) !== null, say: (error, call) => sayUnreachable(error, call) },
  {
    applies: isNotImplemented,
    say: (_, { endpoint, service, operation }) => [
      `${endpoint} does not implement ${service}'s ${operation}.`,
      ['Name the API instead: --url URL --api rest (or http).'],
    ],
  },
  {
    applies: (error) => error instanceof NotAws && error.location !== null,
    say: (error, { endpoint, service, operation }) => {
      const location = error instanceof NotAws ? error.location : null;
      return [
        `${endpoint} sends ${service}'s ${operation} on to ${location}, and AWS's calls follow no redirect.`,
        ['Set AWS_ENDPOINT_URL to where it leads.'],
      ];
    },
  },
  {
    applies: isNoAwsAnswer,
    say: (error, { endpoint, service, operation, proxy }) => [
      `${endpoint} answered ${service}'s ${operation} with ${statusOf(error) === null ? '' : `${statusOf(error)} and `}something that is not an AWS answer.`,
      [
        proxy === undefined
          ? 'Check AWS_ENDPOINT_URL, and whether a proxy stands between.'
          : `The proxy ${proxy} stands between and may have answered itself: log in to it, or take AWS out of its way (NO_PROXY=.amazonaws.com).`,
      ],
    ],
  },
];

/** The action, and of API Gateway the path that it was denied on: other resources hold the account's id. */
function deniedIn(error: unknown, { permission }: AwsCall): string {
  const [, action = permission, resource] =
    /not authorized to perform:? ([\w-]+:\w+)(?: on resource: arn:[^:]*:[^:]*:[^:]*:[^:]*:(\/\S*?)\.?(?=\s|$))?/.exec(
      messageOf(error),
    ) ?? [];
  return resource === undefined ? action : `${action} on ${resource}`;
}

function sayDenied(error: unknown, call: AwsCall): readonly [string, readonly string[]] {
  const text = messageOf(error);
  const action = deniedIn(error, call);
  const principal = /User: arn:[^:]*:[^:]*:[^:]*:[^:]*:(\S+)/.exec(text)?.[1];
  return [
    `Access denied: ${principal ?? 'the caller'} lacks the permission ${action}.`,
    [
      /explicit deny/.test(text)
        ? `A policy denies ${action} explicitly; it has to be lifted.`
        : `Allow ${action} in the caller's policy, or use another profile.`,
      'The policy for everything: npx gatewright discover --print-policy',
      'Without that permission: --url URL --api rest (or http).',
    ],
  ];
}

/** Whatever the SDK made of it. */
function proxyFailureIn(error: unknown): ProxyFailure | null {
  if (error instanceof ProxyFailure) return error;
  return error instanceof Error && error.cause !== undefined ? proxyFailureIn(error.cause) : null;
}

const keysOfEmulator =
  'It takes keys of its own. Those that AWS Emulator writes to ~/.aws/emulator/PORT/ are found where neither AWS_ACCESS_KEY_ID nor a profile is set.';

function credentialsMessage(error: unknown): string {
  return /^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(nameOf(error))
    ? messageOf(error)
    : '';
}

function oneLine(error: unknown): string {
  return withoutAccounts(messageOf(error).split('\n')[0] ?? '');
}

function withoutAccounts(text: string): string {
  return text.replace(/\b\d{12}\b/g, '…');
}
