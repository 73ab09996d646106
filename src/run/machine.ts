/** The machine that a run was made from. */
export interface Machine {
  readonly platform: string;
  readonly cpus: number;
  /** What it is called: a pipeline's service and runner, or `GATEWRIGHT_VANTAGE`; `null` where nobody says. */
  readonly runner: string | null;
  /** AWS region that it is in; `null` where that is not known. */
  readonly region: string | null;
  /** Proxies that the load went through, `HOST:PORT`; left out where none stands between. */
  readonly proxies?: readonly string[];
  /** How busy it was during the run; `null` where the system doesn't tell. */
  readonly busy: MachineBusy | null;
}

/** Shares of all its CPUs together, from 0 to 1, whatever used them. */
export interface MachineBusy {
  readonly mean: number;
  /** In the busiest two seconds. */
  readonly most: number;
  /** Longest time for which the recorder itself could do nothing. */
  readonly recorderBlockedMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where a run is made from, as far as the environment says it: https://docs.github.com/actions/reference/variables-reference,
 * https://docs.gitlab.com/ci/variables/predefined_variables and their likes. The region is only known inside AWS, where the
 * variable is set by it; elsewhere `AWS_REGION` is a person's choice of where to look for targets.
 */
export function whereFrom(env: Env, named: string | null): Pick<Machine, 'runner' | 'region'> {
  const inAws = [env.AWS_EXECUTION_ENV, env.CODEBUILD_BUILD_ID, env.ECS_CONTAINER_METADATA_URI_V4].some(
    Boolean,
  );
  return {
    runner: named ?? pipelineIn(env),
    region: inAws ? env.AWS_REGION || env.AWS_DEFAULT_REGION || null : null,
  };
}

const pipelines: readonly {
  readonly sign: string;
  readonly name: string;
  readonly runner: readonly string[];
}[] = [
  {
    sign: 'GITHUB_ACTIONS',
    name: 'GitHub Actions',
    runner: ['RUNNER_ENVIRONMENT', 'ImageOS', 'RUNNER_ARCH'],
  },
  { sign: 'GITLAB_CI', name: 'GitLab CI', runner: ['CI_RUNNER_DESCRIPTION'] },
  { sign: 'CODEBUILD_BUILD_ID', name: 'AWS CodeBuild', runner: [] },
  { sign: 'CIRCLECI', name: 'CircleCI', runner: [] },
  { sign: 'BUILDKITE', name: 'Buildkite', runner: ['BUILDKITE_AGENT_META_DATA_QUEUE'] },
  { sign: 'TF_BUILD', name: 'Azure Pipelines', runner: ['AGENT_NAME'] },
  { sign: 'BITBUCKET_BUILD_NUMBER', name: 'Bitbucket Pipelines', runner: [] },
  { sign: 'JENKINS_URL', name: 'Jenkins', runner: ['NODE_NAME'] },
];

function pipelineIn(env: Env): string | null {
  const found = pipelines.find(({ sign }) => env[sign]);
  if (found === undefined) return null;
  const runner = found.runner.flatMap((name) => env[name] || []);
  return [found.name, ...runner].join(' ');
}
