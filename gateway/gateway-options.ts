import type { DefinitionSource } from './definition/sources.ts';
import type { DefinitionWarning, Throttle } from './model.ts';
import type { TestCredentials } from './signature/credentials.ts';
import type { TruststoreFiles } from './tls/mutual-tls.ts';
import type { IssuerUrls } from './token/issuer.ts';

export interface GatewayOptions {
  readonly sources: readonly DefinitionSource[];
  /** Default: any free port. */
  readonly port?: number;
  /** Folder that gets the access logs that stages ask for, a file for each log group. Default: none are written. */
  readonly accessLogs?: string;
  /** Refuses what clients deploy where something of it wouldn't be served as AWS would. Default: warns. */
  readonly strict?: boolean;
  /** TLS with a certificate of its own making. Default: off. `folder` keeps the authority behind it, to trust it once only. */
  readonly https?: { readonly folder?: string };
  /** Trust store files (PEM) of custom domains with mutual TLS, by their `TruststoreUri`; for HTTPS only. Default: nobody is asked for a certificate. */
  readonly truststores?: TruststoreFiles;
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

export interface DeploymentOptions extends Omit<GatewayOptions, 'sources'> {
  readonly warnings: readonly DefinitionWarning[];
  /** What the stacks were loaded with, by stack name: updates may ask to keep it. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
