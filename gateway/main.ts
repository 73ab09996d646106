import { type AccessLogFiles, openAccessLogFiles } from './access-log/log-files.ts';
import { unwrittenLogs } from './access-log/unwritten-logs.ts';
import type { Admin } from './admin/admin.ts';
import { worldOf } from './admin/world.ts';
import { createClock } from './clock.ts';
import type { Control, ControlOptions } from './control/control.ts';
import { loadDefinition } from './definition/load-definition.ts';
import { readSources } from './definition/read-sources.ts';
import { createDomainRouter, domainNames } from './domains.ts';
import type { DeploymentOptions, GatewayOptions } from './gateway-options.ts';
import { type LocalGateway, servedStack } from './local-gateway.ts';
import { createLogStore } from './logs/log-store.ts';
import type { Deployment } from './model.ts';
import { openPort } from './port-in-use.ts';
import { listen } from './server.ts';
import { createServing, type Serving } from './serving.ts';
import { createSignatureCheck } from './signature/check.ts';
import { credentialsFrom } from './signature/credentials.ts';
import { exactBucket, imperfectBuckets } from './throttle/buckets.ts';
import type { Authority } from './tls/authority.ts';
import { openMutualTls, unaskedCertificates } from './tls/mutual-tls.ts';
import { createTokenCheck } from './token/check.ts';
import { createWatch, type Watch, type WatchOptions } from './truth/watch.ts';

export { DefinitionError } from './definition/definition-error.ts';
export { type DefinitionSource, sourceOf, sourcesIn, sourcesOf } from './definition/sources.ts';
export type { DeploymentOptions, GatewayOptions } from './gateway-options.ts';
export type { LocalGateway, ServedStack, ServedStage } from './local-gateway.ts';
export { OptionError } from './option-error.ts';
export { PortInUseError } from './port-in-use.ts';
export type { TestCredentials } from './signature/credentials.ts';

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

/** Starts what a definition was read into. */
export async function serveDeployment(
  deployment: Deployment,
  options: DeploymentOptions,
): Promise<LocalGateway> {
  const { region = 'us-east-1', onLog = () => {}, onWarning = () => {} } = options;
  const clock = createClock(options.now);
  const mutualTls = openMutualTls(options, { now: clock.now, log: onLog });
  const watch = createWatch(watchOptions(options, onWarning), deployment);
  const accessLogs = accessLogsOf(options, onWarning);
  const authority = await openAuthorityFor(options);
  const tls = authority === null ? null : { authority, asksClients: mutualTls !== null };
  const listening = await openPort(options.port ?? 0, (port) => listen(port, tls)).catch((error: unknown) => {
    authority?.remove();
    throw error;
  });
  const admin = await openAdmin(options).catch(async (error: unknown) => {
    await listening.close();
    authority?.remove();
    throw error;
  });
  const endpoint = `${authority === null ? 'http' : 'https'}://127.0.0.1:${listening.port}`;
  const logs = createLogStore(clock.now);
  const serving = createServing({
    logs,
    surroundings: {
      region,
      log: onLog,
      openAccessLog: accessLogs?.open ?? null,
      now: clock.now,
      fineNow: clock.fineNow,
      ...accessOf(options, watch),
    },
    remarks: (stacks) => unaskedCertificates(stacks, mutualTls),
    onOutput: (functionName, line) => onLog(`${functionName}: ${line}`),
    onApis(apis) {
      watch?.know(serving.deployment);
      void listening.certify(domainNames(serving.deployment));
      listening.serve({
        apis,
        domains: createDomainRouter(serving.deployment),
        mutualTls,
        control,
        watch,
        now: clock.now,
      });
    },
  });
  const control = controlOnDemand(serving, {
    logs,
    endpoint,
    region,
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    ...(options.accountThrottle === undefined ? {} : { accountThrottle: options.accountThrottle }),
    strict: options.strict === true,
    onWarning,
    log: onLog,
  });
  const warnings = [
    ...options.warnings,
    ...(await serving.replace(deployment)),
    ...(accessLogs === null ? unwrittenLogs(deployment) : []),
  ];
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
  if (adminPort === undefined) return null;
  const { listenAdmin } = await import('./admin/admin.ts');
  return openPort(adminPort, listenAdmin);
}

/** Loaded at the first request to it: a gateway that only serves starts sooner without. */
function controlOnDemand(serving: Serving, options: ControlOptions): Control {
  let created: Promise<Control> | undefined;
  const create = async (): Promise<Control> =>
    (await import('./control/control.ts')).createControl(serving, options);
  return {
    async handle(request) {
      created ??= create();
      return (await created).handle(request);
    },
  };
}

function watchOptions(
  options: DeploymentOptions,
  onWarning: NonNullable<GatewayOptions['onWarning']>,
): WatchOptions {
  const { truthLog: file } = options;
  if (file === undefined) return options;
  return { ...options, onTrouble: (message) => onWarning({ file, line: null, resource: '', message }) };
}
