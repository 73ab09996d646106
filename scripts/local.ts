import { once } from 'node:events';
import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { localStacks } from '../src/config/local-stacks.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { access, accessOptions } from './access-options.ts';
import { type Context, defineCommand } from './command.ts';
import { disturbing, disturbingOptions } from './disturbing-options.ts';
import { bundledNote, type LocalGateway, loadGateway } from './local-gateway.ts';
import { otherPort, portsOf } from './ports.ts';
import { serving, servingOptions, trusting } from './serving-options.ts';
import { refuseUnsupported, warningLine } from './strict.ts';

export const local = defineCommand({
  about: 'the local gateway, in the foreground until it is stopped',
  options: {
    template: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      about:
        'a CloudFormation or SAM template, an OpenAPI document, a cdk.out folder; default: every folder of stacks/, else the stacks that come along',
    },
    terraform: {
      type: 'string',
      multiple: true,
      value: 'DIR',
      about: 'a folder of .tf files to serve, or what terraform show -json wrote of a plan or state',
    },
    parameter: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      about: 'a template parameter, for every template that declares it',
    },
    var: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      about: 'a Terraform variable, for every folder that declares it; lists and maps as JSON',
    },
    empty: {
      type: 'boolean',
      about: 'no stack at first: the AWS CLI and SDK deploy into it (aws cloudformation deploy)',
    },
    port: { type: 'string', value: 'N', about: 'port on 127.0.0.1; default: a free one' },
    strict: {
      type: 'boolean',
      about:
        'refuse to start, with exit code 2, where something is not served as AWS would, and to deploy it later',
    },
    ...servingOptions,
    ...accessOptions,
    ...disturbingOptions,
  },
  examples: [
    'npx gatewright local --port 4010',
    'npx gatewright local --template infra/api.yaml --parameter Stage=prod',
    'npx gatewright local --terraform infra --var stage=prod',
    "npx gatewright local --latency lognormal:20,80 --fault 'http=5xx:1%,503' --truth-log truth.ndjson",
    'npx gatewright local --admin-port 4011 --fault throttle:4,200',
    'npx gatewright local --https --access-logs logs',
    'npx gatewright local --template infra/api.yaml --strict --issuer http://127.0.0.1:9000',
    'npx gatewright local --empty --port 4010',
    'AWS_ENDPOINT_URL=http://127.0.0.1:4010 npx gatewright smoke --stack my-api',
  ],
  async run(values, context) {
    const stacks = localStacks(findProjectRoot(context.cwd));
    const { startGateway, sourcesIn, sourcesOf, OptionError, PortInUseError } = await loadGateway();
    const parameters = parsePairs('--parameter', values.parameter ?? []);
    const variables = parsePairs('--var', values.var ?? []);
    const named = [...(values.template ?? []), ...(values.terraform ?? [])];
    const isEmpty = values.empty === true;
    if (isEmpty && named.length > 0)
      throw new UsageError(
        '--empty starts without any stack, so it takes no --template and no --terraform.',
        ['Leave --empty out; stacks can be deployed beside those of the templates too.'],
      );
    const found =
      named.length === 0 && !isEmpty
        ? sourcesIn(stacks.folder)
        : named.flatMap((file) => sourcesOf(path.resolve(context.cwd, file)));
    const sources = found.map((source) => ({ ...source, parameters, variables }));
    if (sources.length === 0 && !isEmpty) {
      throw new UsageError(`There is nothing to serve: ${stacks.folder} holds no template.`, [
        'Name one: npx gatewright local --template FILE',
        'Or deploy into an empty gateway: npx gatewright local --empty',
      ]);
    }
    if (stacks.bundled && named.length === 0 && !isEmpty) context.out.progress(bundledNote);
    let isServing = false;
    const gateway = await startGateway({
      sources,
      strict: values.strict === true,
      ...portsOf(values),
      ...serving(values, context.cwd),
      ...access(values),
      ...disturbing(values, context.cwd),
      onLog: (line: string) => context.out.progress(line),
      onWarning: (warning) => {
        if (isServing) warn(warning, context);
      },
    }).catch((error: unknown) => {
      if (error instanceof OptionError) throw new UsageError(error.message, error.next);
      if (!(error instanceof PortInUseError)) throw error;
      throw new UsageError(error.message, otherPort(error, values));
    });
    context.onExit(() => gateway.close());
    if (values.strict === true) refuseUnsupported(gateway.warnings, (warning) => placeOf(warning, context));
    say(gateway, context);
    isServing = true;
    if (!context.signal.aborted) await once(context.signal, 'abort');
    return exitCode.pass;
  },
});

function say(gateway: LocalGateway, context: Context): void {
  const { endpoint, adminEndpoint, caFile, accessLogs, stacks, warnings } = gateway;
  const { out } = context;
  out.document({
    schemaVersion: 1,
    endpoint,
    ...(adminEndpoint === undefined ? {} : { adminEndpoint }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(accessLogs === undefined ? {} : { accessLogs }),
    stacks,
    warnings,
  });
  for (const warning of warnings) warn(warning, context);
  const [first] = stacks;
  const settings = `${trusting(caFile)}AWS_ENDPOINT_URL=${endpoint} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;
  out.result(
    [
      ...stacks.flatMap(({ name, apis }) => [
        name,
        ...apis.map((api) => `  ${api.apiType}  ${api.stage}  ${api.invokeUrl}`),
      ]),
      '',
      `AWS endpoint: ${endpoint}`,
      ...(adminEndpoint === undefined ? [] : [`Admin endpoint: ${adminEndpoint}`]),
      ...(caFile === undefined ? [] : [`CA file: ${caFile}`]),
      ...(accessLogs === undefined ? [] : [`Access logs: ${accessLogs}`]),
      first === undefined
        ? `In another terminal: ${settings} AWS_DEFAULT_REGION=us-east-1 aws cloudformation deploy --stack-name NAME --template-file FILE --capabilities CAPABILITY_IAM`
        : `In another terminal: ${settings} AWS_REGION=us-east-1 npx gatewright discover --stack ${first.name}`,
      'Ctrl-C stops it.',
    ].join('\n'),
  );
}

type Warning = LocalGateway['warnings'][number];

const placeOf = ({ file, line }: Warning, { cwd }: Context): string =>
  `${path.relative(cwd, file)}${line === null ? '' : `:${line}`}`;

function warn(warning: Warning, context: Context): void {
  context.out.warn(warningLine(warning, placeOf(warning, context)));
}

function parsePairs(option: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
      throw new UsageError(`${option} ${pair} has no value.`, `Write it as ${option} Stage=prod.`);
    }),
  );
}
