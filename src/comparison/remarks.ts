import type { Deployment } from '../deployment/deployment.ts';
import type { Target } from '../discovery/target.ts';

export interface ComparedTargets {
  readonly baseline: Target;
  readonly candidate: Target;
  /** As far as they could be read. */
  readonly deployments: readonly Deployment[];
}

/** What makes a comparison of two targets one of more than their gateways, in sentences. */
export function remarksOn({ baseline, candidate, deployments }: ComparedTargets): string[] {
  const functions = ({ target }: Target) => functionsOf(deployments.find((one) => one.target === target));
  const [here, there] = [functions(baseline), functions(candidate)];
  const shared = [...here].filter((arn) => there.has(arn)).map(nameOf);
  const types = [baseline.endpointType, candidate.endpointType];
  return [
    ...(shared.length === 0
      ? []
      : [
          `Both sides run the same function (${[...new Set(shared)].join(', ')}): each warms it for the other, so that their cold starts can't be compared.`,
        ]),
    ...(types.includes('EDGE') && new Set(types).size > 1
      ? [
          `${types[0] === 'EDGE' ? baseline.target : candidate.target} is reached through CloudFront (EDGE) and the other side directly: where the requests come from is part of the difference.`,
        ]
      : []),
    ...(baseline.region !== null && candidate.region !== null && baseline.region !== candidate.region
      ? [
          `The sides stand in different regions, ${baseline.region} and ${candidate.region}: the way there is part of the difference.`,
        ]
      : []),
  ];
}

/** Functions that routes run, as ARNs without version or alias. */
function functionsOf(deployment: Deployment | undefined): ReadonlySet<string> {
  if (deployment?.routes.read !== true) return new Set();
  return new Set(
    deployment.routes.value.flatMap(({ integration }) => {
      const arn = integration?.uri?.match(/arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:/]+/)?.[0];
      return arn === undefined ? [] : [arn];
    }),
  );
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
