import { earliestS, madeBefore, placeOf } from './creation-order.ts';
import type { Resource } from './stack-reader.ts';

/** A method or route with the resource that makes it. */
export interface Placed {
  readonly resource: Resource;
  /** `GET /users/{id}`. */
  readonly route: string;
}

/**
 * What isn't there yet when a deployment is made. One that waits for some methods doesn't wait for the others, so those
 * are missing, but for what is made long before, such as a `MOCK` beside methods that wait for their function and its role; one that waits for none is made at any time, and is taken to have all but those that wait for it
 * themselves, as has one in a nested stack all of the stacks around it. Of other stacks, those are missing that wait for it. Says what it found, with the status that callers will see. What an OpenAPI document brings comes with the API.
 */
export function missingFrom<One extends Placed>(
  deployment: Resource,
  placed: readonly One[],
  status: 403 | 404,
): readonly One[] {
  const { missing, undetermined } = beside(deployment, placed);
  const { stack, logicalId, line } = deployment;
  const near = missing.filter((one) => areNear(one, deployment));
  const far = missing.filter((one) => !near.includes(one));
  if (near.length > 0)
    stack.advise(logicalId, line, missingSentence(near, status, `add DependsOn ${listed(namesOf(near))}`));
  if (far.length > 0) {
    const [whose, which] = far.length === 1 ? ['its', 'stack is'] : ['their', 'stacks are'];
    const cure = `${whose} ${which} deployed later: make another deployment after that`;
    stack.advise(logicalId, line, missingSentence(far, status, cure));
  }
  if (undetermined.length > 0) stack.advise(logicalId, line, undeterminedSentence(undetermined));
  return missing;
}

/** Whether both are part of one deployment of a stack, nested ones included. */
const areNear = ({ resource }: Placed, deployment: Resource): boolean =>
  resource.stack.root() === deployment.stack.root();

/** A nested stack takes longer to begin than a method of the stack around it takes to be made. */
const isAround = ({ resource }: Placed, { stack }: Resource): boolean =>
  resource.stack !== stack && resource.stack.descendants().includes(stack);

/** What has so many seconds less to wait for is there in practice, though nothing promises it. */
const leadS = 10;

function isSooner({ resource }: Placed, deployment: Resource): boolean {
  if (resource.stack !== deployment.stack) return false;
  return earliestS(resource).end + leadS <= earliestS(deployment).begin;
}

function beside<One extends Placed>(deployment: Resource, placed: readonly One[]) {
  const before = madeBefore(deployment);
  const written = placed.filter(({ resource: { stack, logicalId } }) =>
    stack.template.resources.has(logicalId),
  );
  const late = written.filter(({ resource }) => !before.has(placeOf(resource)));
  const isNear = (one: Placed) => areNear(one, deployment);
  const waitsForSome = late.filter(isNear).length < written.filter(isNear).length;
  const missing = late.filter(
    (one) =>
      (waitsForSome && isNear(one) && !isAround(one, deployment) && !isSooner(one, deployment)) ||
      madeBefore(one.resource).has(placeOf(deployment)),
  );
  return { missing, undetermined: late.filter((one) => !missing.includes(one)) };
}

function missingSentence(missing: readonly Placed[], status: number, cure: string): string {
  const answer = missing.length === 1 ? `it answers ${status}` : `they answer ${status}`;
  return `the deployment is made without ${listed(missing.map(({ route }) => route))}: ${answer}, as on AWS (${cure})`;
}

const undeterminedSentence = (placed: readonly Placed[]): string =>
  `the deployment doesn't depend on ${listed(namesOf(placed))}; on AWS it may be made without them (add DependsOn)`;

const namesOf = (placed: readonly Placed[]) => placed.map(({ resource }) => resource.logicalId);

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
