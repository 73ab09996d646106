import type { RestDeployment, RestMethod, RestSnapshot } from '../model.ts';
import { madeBefore, placeOf } from './creation-order.ts';
import type { Resource } from './stack-reader.ts';

/** A method with the resource that makes it. */
export interface PlacedMethod {
  readonly resource: Resource;
  /** Path template. */
  readonly path: string;
  readonly method: RestMethod;
}

interface Configured {
  readonly configured: RestSnapshot;
  readonly placed: readonly PlacedMethod[];
}

/**
 * The API's deployments, each with what it freezes: the methods that are made before it. One that waits for some methods
 * doesn't wait for the others, so those are missing; one that waits for none is made at any time, and is taken to have all
 * but the methods that wait for it themselves. What an OpenAPI document brings comes with the API.
 */
export function readDeployments(
  deployments: readonly Resource[],
  { configured, placed }: Configured,
): RestDeployment[] {
  return deployments.map((deployment): RestDeployment => {
    const { physicalId: id, logicalId, properties } = deployment;
    const { missing, undetermined } = methodsBeside(deployment, placed);
    if (missing.length > 0) deployment.stack.advise(...place(deployment), missingSentence(missing));
    if (undetermined.length > 0)
      deployment.stack.advise(...place(deployment), undeterminedSentence(undetermined));
    const description = properties.text('Description');
    return {
      id,
      logicalId,
      ...(description === undefined ? {} : { description }),
      fixed: JSON.stringify([
        properties.required('RestApiId'),
        properties.plain('DeploymentCanarySettings') ?? null,
      ]),
      snapshot: missing.length === 0 ? null : without(missing, configured),
    };
  });
}

const place = ({ logicalId, line }: Resource) => [logicalId, line] as const;

function methodsBeside(deployment: Resource, placed: readonly PlacedMethod[]) {
  const before = madeBefore(deployment);
  const written = placed.filter(({ resource: { stack, logicalId } }) =>
    stack.template.resources.has(logicalId),
  );
  const late = written.filter(({ resource }) => !before.has(placeOf(resource)));
  if (late.length < written.length) return { missing: late, undetermined: [] };
  const missing = late.filter(({ resource }) => madeBefore(resource).has(placeOf(deployment)));
  return { missing, undetermined: late.filter((one) => !missing.includes(one)) };
}

/** The API as it was when these methods weren't there. */
function without(missing: readonly PlacedMethod[], configured: RestSnapshot): RestSnapshot {
  const absent = new Set(missing.map(({ method }) => method));
  return {
    ...configured,
    pathResources: configured.pathResources.map((one) => ({
      ...one,
      methods: one.methods.filter((method) => !absent.has(method)),
    })),
  };
}

function missingSentence(missing: readonly PlacedMethod[]): string {
  const routes = listed(missing.map(({ method, path }) => `${method.httpMethod} ${path}`));
  const answer = missing.length === 1 ? 'it answers 403' : 'they answer 403';
  return `the deployment is made without ${routes}: ${answer}, as on AWS (add DependsOn ${listed(namesOf(missing))})`;
}

const undeterminedSentence = (methods: readonly PlacedMethod[]): string =>
  `the deployment doesn't depend on ${listed(namesOf(methods))}; on AWS it may be made without them (add DependsOn)`;

const namesOf = (methods: readonly PlacedMethod[]) => methods.map(({ resource }) => resource.logicalId);

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
