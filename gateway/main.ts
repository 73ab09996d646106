import { type AccessLogFiles, openAccessLogFiles } from './access-log/log-files.ts';
import { type Admin, listenAdmin } from './admin/admin.ts';
import { worldOf } from './admin/world.ts';
import { createClock } from './clock.ts';
import { createControl, invokeUrlOf, localised } from './control/control.ts';
import { localOutputs } from './control/terraform-outputs.ts';
import { loadDefinition } from './definition/load-definition.ts';
import type { DefinitionSource } from './definition/sources.ts';
import { readSources } from './definition/terraform/read-sources.ts';
import { createDomainRouter, domainNames } from './domains.ts';
import { createLogStore } from './logs/log-store.ts';
import type { DefinitionWarning, Deployment, Stack, TerraformOutputValue, Throttle } from './model.ts';
import { openPort } from './port-in-use.ts';
import { listen } from './server.ts';
import { createServing } from './serving.ts';
import { createSignatureCheck } from './signature/check.ts';
import { credentialsFrom, type TestCredentials } from './signature/credentials.ts';
import { exactBucket, imperfectBuckets } from './throttle/buckets.ts';
import type { Authority } from './tls/authority.ts';
import { createTokenCheck } from './token/check.ts';
import type { IssuerUrls } from './token/issuer.ts';
import { createWatch, type Watch, type WatchOptions } from './truth/watch.ts';

export { DefinitionError } from './definition/definition-error.ts';
export { type DefinitionSource, sourceOf, sourcesIn, sourcesOf } from './definition/sources.ts';
export { OptionError } from './option-error.ts';
export { PortInUseError } from './port-in-use.ts';
export type { TestCredentials } from './signature/credentials.ts';

export interface GatewayOptions {
  readonly sources: readonly DefinitionSource[];
  /** Default: any free port. */
  readonly port?: number;
  /** Folder that gets the access logs that stages ask for, a file for each log group. Default: none are written. */
  readonly accessLogs?: string;
  /** TLS with a certificate of its own making. Default: off. `folder` keeps the authority behind it, to trust it once only. */
  readonly https?: { readonly folder?: string };
  /** Default: `us-east-1`. */
  readonly region?: string;
  readonly onWarning?: (warning: DefinitionWarning) => void;
  /** Gets lines that handlers print, `FUNCTION: LINE`, and why the gateway answered with an error. */
  readonly onLog?: (line: string) => void;
  /** Starts a process for each function at once instead of at its first request. */
  readonly warm?: boolean;
  /** Epoch milliseconds: the clock of throttles, quotas, authorizer caches, tokens and signatures. Default: the real one. */
  readonly now?: () => number;
  /** Who may sign requests for AWS_IAM. Default: `credentialsFrom` the environment. */
  readonly credentials?: readonly TestCredentials[];
  /** Where the keys of JWT issuers and user pools are fetched instead of at the issuer's own URL, by issuer. */
  readonly issuerUrls?: IssuerUrls;
  /** Limits all APIs together, as an AWS account does with 10,000 a second and a burst of 5,000. Default: nothing does. */
  readonly accountThrottle?: Throttle;
  /** File that gets a line for each request: what the gateway knows of it (`TruthRecord`). Begins anew. */
  readonly truthLog?: string;
  /** Additional time, `[TARGET=]lognormal:MEDIAN,P99`, `fixed:MS` or `none`, each maybe with `@integration`. Default: none. */
  readonly latency?: readonly string[];
  /** What goes wrong, `[TARGET=]stall:FOR[,EVERY]`, `drop:RATE`, `5xx:RATE[,STATUS]`, `cold:LATENCY`, `throttle:NODES[,LAG]`. Default: nothing. */
  readonly faults?: readonly string[];
  /** Port of the endpoint that reads and changes these while the gateway runs; 0: any free one. Default: there is none. */
  readonly adminPort?: number;
  /** Of what `latency` and `faults` leave to chance. Default: 1. */
  readonly seed?: number;
}

export interface LocalGateway {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`; `https` where that was asked for. */
  readonly endpoint: string;
  /** Folder of the access logs, where they are written. */
  readonly accessLogs?: string;
  /** Of HTTPS: the certificate that clients have to trust, PEM, as for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile?: string;
  /** `http://127.0.0.1:PORT` of the admin endpoint, where one was asked for. */
  readonly adminEndpoint?: string;
  /** As they are deployed now. */
  readonly stacks: readonly ServedStack[];
  readonly warnings: readonly DefinitionWarning[];
  /** Ends the handlers' processes too. */
  close(): Promise<void>;
}

export interface ServedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of a Terraform stack: what `terraform output -json` would print. */
  readonly terraformOutputs?: Readonly<Record<string, TerraformOutputValue>>;
  readonly apis: readonly ServedStage[];
}

export interface ServedStage {
  readonly apiType: 'rest' | 'http';
  readonly name: string;
  readonly stage: string;
  readonly invokeUrl: string;
}

/**
 * Starts the stacks of some templates on one loopback port.
 * Throws DefinitionError for a mistake in a template, PortInUseError where the port is taken.
 */
export async function startGateway(options: GatewayOptions): Promise<LocalGateway> {
  const { region = 'us-east-1' } = options;
  const sources = await readSources(options.sources, { region });
  const { deployment, warnings } = loadDefinition(sources, { region });
  const parameters = Object.fromEntries(
    sources.map(({ stackName, parameters = {} }) => [stackName, parameters] as const),
  );
  return serveDeployment(deployment, { ...options, region, warnings, parameters });
}

export interface DeploymentOptions extends Omit<GatewayOptions, 'sources'> {
  readonly warnings: readonly DefinitionWarning[];
  /** What the stacks were loaded with, by stack name: updates may ask to keep it. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Starts what a definition was read into. */
export async function serveDeployment(
  deployment: Deployment,
  options: DeploymentOptions,
): Promise<LocalGateway> {
  const { region = 'us-east-1', onLog = () => {}, onWarning = () => {} } = options;
  const clock = createClock(options.now);
  const watch = createWatch(watchOptions(options, onWarning), deployment);
  const accessLogs = accessLogsOf(options, onWarning);
  const authority = await openAuthorityFor(options);
  const listening = await openPort(options.port ?? 0, (port) => listen(port, authority)).catch(
    (error: unknown) => {
      authority?.remove();
      throw error;
    },
  );
  const admin = await openAdmin(options).catch(async (error: unknown) => {
    await listening.close();
    authority?.remove();
    throw error;
  });
  const endpoint = `${authority === null ? 'http' : 'https'}://127.0.0.1:${listening.port}`;
  const logs = createLogStore();
  const serving = createServing({
    logs,
    surroundings: {
      region,
      log: onLog,
      openAccessLog: accessLogs?.open ?? null,
      now: clock.now,
      ...accessOf(options, watch),
    },
    onOutput: (functionName, line) => onLog(`${functionName}: ${line}`),
    onApis(apis) {
      watch?.know(serving.deployment);
      void listening.certify(domainNames(serving.deployment));
      listening.serve({
        apis,
        domains: createDomainRouter(serving.deployment),
        control,
        watch,
        now: clock.now,
      });
    },
  });
  const control = createControl(serving, {
    logs,
    endpoint,
    region,
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    onWarning,
    log: onLog,
  });
  const warnings = [...options.warnings, ...(await serving.replace(deployment))];
  await listening.certify(domainNames(serving.deployment));
  if (watch !== null) admin?.serve(worldOf(options, { endpoint, clock, watch, serving }));
  if (options.warm === true) serving.warm();
  for (const warning of warnings) onWarning(warning);
  return {
    endpoint,
    ...(authority === null ? {} : { caFile: authority.caFile }),
    ...(options.accessLogs === undefined ? {} : { accessLogs: options.accessLogs }),
    ...(admin === null ? {} : { adminEndpoint: admin.endpoint }),
    get stacks() {
      return serving.deployment.stacks.map((stack) => servedStack(stack, serving.deployment, endpoint));
    },
    warnings,
    async close() {
      await admin?.close();
      await listening.close();
      authority?.remove();
      await serving.close();
      accessLogs?.close();
      await watch?.close();
    },
  };
}

function accessLogsOf(
  { accessLogs: folder }: DeploymentOptions,
  onWarning: NonNullable<GatewayOptions['onWarning']>,
): AccessLogFiles | null {
  if (folder === undefined) return null;
  return openAccessLogFiles(folder, (message) =>
    onWarning({ file: folder, line: null, resource: '', message }),
  );
}

/** The library is loaded only by whoever wants it. */
async function openAuthorityFor({ https }: DeploymentOptions): Promise<Authority | null> {
  if (https === undefined) return null;
  const { openAuthority } = await import('./tls/authority.ts');
  return openAuthority(https.folder);
}

/** Who may call, and how often, in all stacks together. */
function accessOf(options: DeploymentOptions, watch: Watch | null) {
  const { credentials = credentialsFrom(process.env), issuerUrls = {}, accountThrottle } = options;
  const newBucket = watch === null ? exactBucket : imperfectBuckets(watch.imperfection);
  return {
    random: Math.random,
    accountBucket: accountThrottle === undefined ? null : newBucket(accountThrottle, null),
    newBucket,
    checkSignature: createSignatureCheck(credentials),
    checkToken: createTokenCheck(issuerUrls),
  };
}

async function openAdmin({ adminPort }: DeploymentOptions): Promise<Admin | null> {
  return adminPort === undefined ? null : openPort(adminPort, listenAdmin);
}

function watchOptions(
  options: DeploymentOptions,
  onWarning: NonNullable<GatewayOptions['onWarning']>,
): WatchOptions {
  const { truthLog: file } = options;
  if (file === undefined) return options;
  return { ...options, onTrouble: (message) => onWarning({ file, line: null, resource: '', message }) };
}

function servedStack(stack: Stack, deployment: Deployment, endpoint: string): ServedStack {
  return {
    name: stack.name,
    outputs: Object.fromEntries(
      stack.outputs.map(({ key, value }) => [key, localised(value, deployment, endpoint)]),
    ),
    ...(stack.terraformOutputs === undefined
      ? {}
      : { terraformOutputs: localOutputs(stack.terraformOutputs, deployment, endpoint) }),
    apis: stack.apis.flatMap((api) =>
      api.stages.map((stage) => ({
        apiType: api.apiType,
        name: api.name,
        stage: stage.name,
        invokeUrl: invokeUrlOf(api, stage, endpoint),
      })),
    ),
  };
}
