import type { AwsSetup } from './aws-setup.ts';
import type { FoundDefinition, FoundOutputs, FoundStack } from './found.ts';
import { isProduction, stageWordOf, withoutStage } from './stage-word.ts';

/** An environment of the config that is written. */
export interface PlannedEnvironment {
  readonly name: string;
  readonly region: string | null;
  readonly profile: string | null;
  readonly account: string | null;
  readonly protect: boolean;
  readonly targets: readonly PlannedTarget[];
}

export type PlannedTarget =
  | {
      readonly stack: string;
      readonly contract: string;
      /** Nobody said that it is called so. */
      readonly guessed: boolean;
      /** Where it differs from the environment's. */
      readonly region: string | null;
      readonly account: string | null;
    }
  | (FoundOutputs & { readonly contract: string });

export interface Knowledge {
  readonly definitions: readonly FoundDefinition[];
  readonly aws: AwsSetup;
  /** What the project is called. */
  readonly project: string;
  /** A person's answer; `undefined`: nobody was asked. */
  readonly profile?: string | null;
  /** What the environment is to be called where nothing says its name. */
  readonly environment?: string | undefined;
}

/** The environments that the definitions and their settings tell of, the first found first. */
export function planEnvironments(knowledge: Knowledge): PlannedEnvironment[] {
  const { definitions, aws } = knowledge;
  const stacks = deployedStacksOf(definitions);
  const outputs = definitions.flatMap((one) => one.outputs);
  const bases = new Set(stacks.map(({ stack }) => stageWordOf(stack)));
  const bySuffix = bases.size > 1 && !bases.has(null);
  const general =
    knowledge.environment ??
    stageWordOf(knowledge.profile ?? aws.chosen ?? soleProfile(aws) ?? '') ??
    'default';
  const nameOf = ({ environment, stack }: FoundStack) =>
    environment ?? (bySuffix ? stageWordOf(stack) : null) ?? general;
  const names = [...new Set([...stacks.map(nameOf), ...(outputs.length > 0 ? [general] : [])])];
  return names.map((name) => {
    const own = distinct(stacks.filter((stack) => nameOf(stack) === name));
    return environment(
      name,
      { stacks: own, outputs: name === general ? outputs : [] },
      { ...knowledge, alone: names.length === 1 },
    );
  });
}

/** Where some stacks are known by name, a template that nothing names is no further one. */
export function deployedStacksOf(definitions: readonly FoundDefinition[]): FoundStack[] {
  const all = definitions.flatMap((one) => one.stacks);
  return all.every(({ guessed }) => guessed) ? all : all.filter(({ guessed }) => !guessed);
}

/** Whether a person alone can say as whom AWS is asked. */
export function unsureOfProfile({ definitions, aws }: Pick<Knowledge, 'definitions' | 'aws'>): boolean {
  const environments = planEnvironments({ definitions, aws, project: '' });
  const [only, ...others] = environments;
  return (
    only !== undefined &&
    others.length === 0 &&
    only.profile === null &&
    aws.chosen === null &&
    aws.profiles.length > 1
  );
}

interface Members {
  readonly stacks: readonly FoundStack[];
  readonly outputs: readonly FoundOutputs[];
}

function environment(
  name: string,
  { stacks, outputs }: Members,
  knowledge: Knowledge & { readonly alone: boolean },
): PlannedEnvironment {
  const profile = common(stacks.map((one) => one.profile)) ?? profileFor(name, knowledge);
  const known = common(stacks.map((one) => one.region));
  const anyRegion = stacks.some((one) => one.region !== null);
  const region =
    known ?? (anyRegion || profile !== null || stacks.length === 0 ? null : knowledge.aws.region);
  const account = common(stacks.map((one) => one.account));
  return {
    name,
    region,
    profile,
    account,
    protect: isProduction(name),
    targets: [
      ...stacks.map((one) => ({
        stack: one.stack,
        contract: contractName(one, knowledge.definitions),
        guessed: one.guessed,
        region: one.region === region ? null : one.region,
        account: one.account === account ? null : one.account,
      })),
      ...outputs.map((one) => ({ ...one, contract: knowledge.project })),
    ],
  };
}

/** What all of them have, if they have the same. */
function common(values: readonly (string | null)[]): string | null {
  const [first = null, ...others] = [...new Set(values)];
  return others.length === 0 ? first : null;
}

function profileFor(
  name: string,
  { aws, profile, alone }: Knowledge & { readonly alone: boolean },
): string | null {
  if (profile !== undefined && alone) return profile;
  const like = (one: string) => one === name || stageWordOf(one) === name;
  if (aws.chosen !== null && (alone || like(aws.chosen))) return aws.chosen === 'default' ? null : aws.chosen;
  const fitting = aws.profiles.filter(like);
  if (name !== 'default' && fitting.length === 1) return fitting[0] ?? null;
  return alone ? soleProfile(aws) : null;
}

/** The only one that there is, where it has to be named. */
function soleProfile({ profiles }: AwsSetup): string | null {
  const [only, ...others] = profiles;
  return only === undefined || others.length > 0 || only === 'default' ? null : only;
}

/** One contract serves all environments: the stack's name without what ties it to one. */
export function contractName(stack: FoundStack, definitions: readonly FoundDefinition[]): string {
  const siblings = definitions
    .flatMap((one) => one.stacks)
    .filter(({ file }) => file === stack.file)
    .map((one) => withoutStage(one.stack, one.environment));
  const own = withoutStage(stack.stack, stack.environment);
  const shortest = siblings
    .filter((one) => own === one || own.startsWith(`${one}-`))
    .sort((a, b) => a.length - b.length);
  return shortest[0] ?? own;
}

function distinct(stacks: readonly FoundStack[]): FoundStack[] {
  return [...new Map(stacks.map((one) => [`${one.stack} ${one.region} ${one.account}`, one])).values()];
}
