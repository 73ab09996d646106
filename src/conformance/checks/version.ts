import { apiTypes, type VersionPromise } from '../../contract/contract.ts';
import type { Observed } from '../answer.ts';
import { fail, pass, shown } from '../check.ts';
import type { TargetCheck, TargetFacts, TargetOutcome } from '../target-check.ts';
import { versionOf } from '../version.ts';

const deploymentGuide = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html';

/** With `--expect-version` alone. */
export const expectedVersion: TargetCheck = {
  id: 'version',
  title: 'The version that was deployed answers',
  family: 'drift',
  apiTypes,
  severity: 'error',
  why: 'A deployment that reached nobody looks like one that works, as long as the old code keeps its promises.',
  fix: "Look at what the stage's integrations call: an alias or version of the function that was not moved, a deployment that was not created, or an old instance behind the load balancer.",
  source: deploymentGuide,
  judge: (facts) => {
    const { expectVersion = null, contract } = facts;
    if (expectVersion === null || contract.version === undefined) return [];
    const told = versionsIn(facts, contract.version);
    const [wrong] = told.filter(({ version }) => version !== expectVersion);
    const where = placeOf(contract.version);
    if (told.length === 0) {
      return [
        {
          ...wholeTarget,
          outcome: fail(`No answer tells its version in ${where}, and ${shown(expectVersion)} is expected`, {
            expected: expectVersion,
          }),
          diagnosis:
            'Either the old code answers, which did not tell its version yet, or no answer of the code came. Compare version in the contract with what the code sends.',
        },
      ];
    }
    if (wrong === undefined) return [{ ...wholeTarget, outcome: pass }];
    const others = told.filter(({ version }) => version !== expectVersion).length;
    const mixed = others < told.length;
    return [
      {
        ...wholeTarget,
        route: wrong.observed.exchange.route,
        outcome: fail(
          `Version ${shown(wrong.version)} answers, and ${shown(expectVersion)} is expected${mixed ? ` (${others} of ${told.length} answers)` : ''}`,
          { pointer: where, expected: expectVersion, received: wrong.version },
        ),
        diagnosis: mixed
          ? 'Old and new code answer side by side: the deployment still settles (--retry-until-deployed 60 waits for it), traffic is split by an alias or a canary, or one of several functions was not deployed.'
          : 'The old code still answers: the function was not deployed, the alias that the integration calls was not moved, or the stage serves an old deployment.',
        observed: wrong.observed,
      },
    ];
  },
};

/** Whether a second version is there, by what is deployed or by what answers. */
export const oneVersion: TargetCheck = {
  id: 'two-versions',
  title: 'The gate saw every version that is deployed',
  family: 'drift',
  apiTypes,
  severity: 'warning',
  why: 'Where traffic is split, a gate that met one version says nothing of the other, which callers meet all the same.',
  fix: 'Run the gate again until both were seen, or test the canary by itself before it gets traffic.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html',
  judge: (facts) => {
    const { contract, deployment, expectVersion = null } = facts;
    const canary = deployment?.stage.read === true ? deployment.stage.value.canary : null;
    const told = contract.version === undefined ? [] : versionsIn(facts, contract.version);
    const versions = [...new Set(told.map(({ version }) => version))];
    if (canary !== null && canary.percentTraffic > 0)
      return [{ ...wholeTarget, ...ofCanary(canary, versions) }];
    if (versions.length < 2 || expectVersion !== null) return [];
    return [
      {
        ...wholeTarget,
        outcome: fail(`Two versions answer: ${versions.map(shown).join(' and ')}`),
        diagnosis:
          'A deployment still settles, or traffic is split by a weighted alias, a canary or several functions. Run it again, with --expect-version to say which one is right.',
      },
    ];
  },
};

function ofCanary(
  { deploymentId, percentTraffic }: { deploymentId: string | null; percentTraffic: number },
  versions: readonly string[],
): Pick<TargetOutcome, 'outcome' | 'diagnosis'> {
  const canary =
    `${percentTraffic} % of the traffic goes to the canary deployment ${deploymentId ?? ''}`.trimEnd();
  if (versions.length > 1) return { outcome: pass };
  const [only] = versions;
  if (only !== undefined) {
    return { outcome: fail(`One version was seen, ${shown(only)}, where two are deployed: ${canary}`) };
  }
  return {
    outcome: fail(`Two deployments answer, and the contract doesn't tell them apart: ${canary}`, {
      severity: 'note',
    }),
    diagnosis:
      "Write version: { header: 'x-version' } into the contract, so that the gate can say which it met.",
  };
}

interface Told {
  readonly version: string;
  readonly observed: Observed;
}

function versionsIn({ exchanges }: TargetFacts, promise: VersionPromise): Told[] {
  return exchanges.flatMap((observed) => {
    const version = versionOf(observed, promise);
    return version === null ? [] : [{ version, observed }];
  });
}

const wholeTarget = { route: '*', example: 'the version that answers' } as const;

function placeOf(promise: VersionPromise): string {
  return 'header' in promise ? `the header ${promise.header}` : `${promise.pointer} of ${promise.route}`;
}
