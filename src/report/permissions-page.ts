import {
  awsCalls,
  type CallNeeds,
  type SdkPackage,
  services,
  signedRequest,
} from '../permission/aws-calls.ts';
import {
  type Feature,
  type FeatureName,
  featureNames,
  features,
  featuresOfVerb,
} from '../permission/features.ts';

/** What each feature asks of AWS, as a page of documentation in Markdown. */
export function permissionsPage(): string {
  return [
    '# What gatewright asks of AWS',
    '',
    'Made from the table that the calls themselves go by: `npx gatewright discover --print-policy --markdown`.',
    '',
    'With a URL (`--url URL --api rest`) nothing is needed. With a stack, what keeps its URLs from being found stops the run, with',
    'the permission in the message; every other permission that is missing takes away one feature, and one line says which:',
    '',
    '```',
    'note: without usage plans: the permission apigateway:GET on /usageplans is missing',
    '```',
    '',
    '## A policy for what you use',
    '',
    '```sh',
    'npx gatewright discover --print-policy                                     # all of it, for the region',
    'npx gatewright discover --print-policy --stack my-api --for smoke,latency  # for these APIs and verbs',
    'npx gatewright discover --print-policy --env staging --for discovery,drift # by feature',
    '```',
    '',
    'Standard output holds the policy and nothing else: `… > policy.json`. A statement for each feature, its `Sid` says which. Partition and',
    'region are those of the APIs (or of `--region`, `AWS_REGION`); accounts are `*`, as no account is written anywhere. With targets',
    'named, it is for their APIs, their functions and the log groups that these write to, as far as whoever prints it may read them. Where',
    'it would be longer than IAM takes (6,144 characters), it is for all APIs of the region, and a line says so.',
    '',
    'For a whole region, logs are those under `/aws/lambda/`; add log groups of other names yourself, or name the stack.',
    '',
    '## By verb',
    '',
    '| verb | features |',
    '|---|---|',
    ...Object.entries(featuresOfVerb).map(([verb, own]) => `| \`${verb}\` | ${own.join(', ')} |`),
    '',
    '## By feature',
    ...featureNames.flatMap(section),
    '',
  ].join('\n');
}

function section(name: FeatureName): string[] {
  const { sid, about, caution }: Feature = features[name];
  return [
    '',
    `### ${name}`,
    `\`${sid}\`: ${about}.${caution === undefined ? '' : ` **It ${caution}.**`}`,
    '',
    '| call | IAM action | on | without it, there is no more |',
    '|---|---|---|---|',
    ...callsOf(name).map(
      ([call, { action, on, without }]) =>
        `| ${call} | ${action === null ? 'none' : `\`${action}\``} | ${on.map(shortArn).join('<br>') || '–'} | ${without} |`,
    ),
  ];
}

function callsOf(name: FeatureName): (readonly [call: string, needs: CallNeeds])[] {
  const calls = Object.entries(awsCalls).flatMap(([sdk, operations]) =>
    Object.entries(operations).map(
      ([operation, needs]: [string, CallNeeds]) =>
        [`${serviceOf(sdk as SdkPackage)} ${operation}`, needs] as const,
    ),
  );
  return [...calls, ['requests to routes', signedRequest] as const].filter(
    ([, { feature, also = [] }]) => feature === name || also.includes(name),
  );
}

function serviceOf(name: SdkPackage): string {
  const [service = ''] =
    Object.entries(services).find(([, packages]: [string, readonly string[]]) => packages.includes(name)) ??
    [];
  return name === 'client-apigatewayv2' ? `${service} V2` : service;
}

/** Without what is the same in all of them. */
function shortArn(arn: string): string {
  const short = arn
    .replace(/^arn:\{partition\}:[\w-]+:[^:]*:[^:]*:/, '')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => placeholders[name] ?? name.toUpperCase());
  return `\`${short}\``;
}

const placeholders: Readonly<Record<string, string>> = {
  restApi: 'API',
  httpApi: 'API',
  logGroup: 'LOG-GROUP',
};
