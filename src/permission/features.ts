/** What permissions are asked for: a statement of the policy each, so that whoever grants them can leave one out. */
export interface Feature {
  /** `Sid` of its statement: letters and digits only. */
  readonly sid: string;
  readonly about: string;
  /** What somebody who grants it should know. */
  readonly caution?: string;
}

export const features = {
  discovery: { sid: 'Discovery', about: 'which APIs a stack has, and their stage URLs' },
  'stack-names': {
    sid: 'StackNames',
    about: 'names of other stacks, where the one asked for is not there, and what a stack set made',
  },
  references: { sid: 'References', about: "APIs that a stack's template refers to and other stacks made" },
  'exported-values': { sid: 'ExportedValues', about: 'values that other stacks export' },
  drift: {
    sid: 'DeployedSettings',
    about:
      "what a stage serves and how it is set, against what the API holds: deployments, routes, integrations, authorizers, caches, throttles; a load run's plan, too",
  },
  exports: {
    sid: 'Exports',
    about:
      'an API as API Gateway exports it: contracts that are imported or derived, and what a stage serves',
  },
  domains: { sid: 'CustomDomains', about: 'custom domains and the stages that they lead to' },
  evidence: {
    sid: 'Evidence',
    about: "after a failure behind the gateway: the function's error, its policy, execution logs",
  },
  keys: {
    sid: 'ApiKeys',
    about: 'whether an API key is known, and what is left of its quota',
    caution: 'lets the caller read the value of every API key in the region',
  },
  'account-limits': { sid: 'AccountLimits', about: "the throttle that all of an account's APIs share" },
  concurrency: { sid: 'Concurrency', about: 'executions at once that functions share' },
  'reserved-concurrency': {
    sid: 'ReservedConcurrency',
    about: 'executions at once that are reserved for a function',
  },
  'web-acls': { sid: 'WebAcls', about: "rate rules of a stage's web ACL" },
  moving: { sid: 'Moving', about: 'what keeps a REST API from becoming an HTTP API' },
  prices: { sid: 'Prices', about: 'current list prices of a region (the calls cost nothing)' },
  account: { sid: 'Account', about: 'whose account the credentials belong to' },
  roles: {
    sid: 'Roles',
    about: 'roles that the config or an option names, for whoever assumes them; only where --for names it',
    caution: 'lets the caller do all that these roles may',
  },
  'signed-requests': {
    sid: 'SignedRequests',
    about: 'calls of routes that are authorized by IAM',
    caution: 'lets the caller call the routes, and not only read',
  },
} as const satisfies Record<string, Feature>;

export type FeatureName = keyof typeof features;

export const featureNames = Object.keys(features) as FeatureName[];

const found = [
  'discovery',
  'stack-names',
  'references',
  'exported-values',
  'drift',
  'exports',
  'domains',
  'account',
] as const;
const load = [
  ...found,
  'account-limits',
  'concurrency',
  'reserved-concurrency',
  'web-acls',
  'signed-requests',
] as const;

/** What each verb asks for. */
export const featuresOfVerb = {
  discover: found,
  smoke: [...found, 'evidence', 'keys', 'signed-requests'],
  import: found,
  latency: load,
  caching: load,
  throttling: load,
  compare: [...load, 'moving'],
  cost: ['prices'],
} as const satisfies Record<string, readonly FeatureName[]>;

/** Features that the policy covers, by names of verbs and of features; `null` for a name that is neither. */
export function featuresNamed(name: string): readonly FeatureName[] | null {
  // A role's permissions are not those of whoever assumes it.
  if (name === 'all') return featureNames.filter((one) => one !== 'roles');
  if (Object.hasOwn(featuresOfVerb, name)) return featuresOfVerb[name as keyof typeof featuresOfVerb];
  return Object.hasOwn(features, name) ? [name as FeatureName] : null;
}
