import {
  contractName,
  deployedStacksOf,
  type Knowledge,
  type PlannedEnvironment,
  planEnvironments,
} from './environments.ts';
import { firstContract } from './first-contract.ts';
import { type DefinedApis, noApis } from './found.ts';
import { ignored, withIgnored } from './ignore-lines.ts';
import { withScripts } from './package-scripts.ts';
import type { Survey } from './survey.ts';
import { managerCommands, projectName } from './toolchain.ts';
import { sealed } from './unchanged-since.ts';
import { writeConfig } from './write-config.ts';

/** A file to write, whole. */
export interface FileToWrite {
  /** From the project's root. */
  readonly file: string;
  readonly text: string;
  /** What of it is new, where the file is there already; `null`: all of it. */
  readonly added: readonly string[] | null;
}

export interface FilesPlanned {
  readonly writes: readonly FileToWrite[];
  /** What is there already and stays as it is. */
  readonly kept: readonly { readonly file: string; readonly because: string }[];
  readonly environments: readonly PlannedEnvironment[];
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
  /** Commands to go on with. */
  readonly next: readonly string[];
}

/** A person's answers; what is left out nobody was asked. */
export interface Answers {
  readonly profile?: string | null;
  readonly environment?: string | undefined;
  /** Names of stacks by the file that defines them. */
  readonly stacks?: ReadonlyMap<string, string>;
}

/** What to write into a project, and what to tell: nothing that is there is ever replaced. */
export function planFiles(survey: Survey, answers: Answers = {}): FilesPlanned {
  const known = knowledgeOf(survey, answers);
  const environments = planEnvironments(known);
  const parts = [
    configFile(survey, environments),
    contracts(survey, known),
    scripts(survey),
    ignores(survey),
  ];
  return {
    writes: parts.flatMap(({ writes }) => writes ?? []),
    kept: parts.flatMap(({ kept }) => kept ?? []),
    environments,
    notes: [
      ...survey.toolchain.notes,
      ...known.definitions.flatMap(({ notes }) => notes),
      ...parts.flatMap(({ notes }) => notes ?? []),
      ...(survey.configFile === null ? doubts(known, environments) : []),
    ],
    next: nextSteps(survey, environments),
  };
}

/** What is known, with the names that a person gave. */
export function knowledgeOf(survey: Survey, { stacks, ...others }: Answers): Knowledge {
  const definitions = survey.definitions.map((one) => ({
    ...one,
    stacks: one.stacks.map((stack) => {
      const told = stack.guessed ? stacks?.get(stack.file) : undefined;
      return told === undefined ? stack : { ...stack, stack: told, guessed: false };
    }),
  }));
  const project = projectName(survey.repository, survey.toolchain);
  return { definitions, aws: survey.aws, project, ...others };
}

interface Part {
  readonly writes?: readonly FileToWrite[];
  readonly kept?: FilesPlanned['kept'];
  readonly notes?: readonly string[];
}

function configFile({ configFile: there, root }: Survey, environments: readonly PlannedEnvironment[]): Part {
  if (there !== null)
    return { kept: [{ file: there.slice(root.length + 1), because: 'it is there already' }] };
  return { writes: [{ file: 'gatewright.config.ts', text: writeConfig(environments), added: null }] };
}

/** One for each API whose routes a definition tells; without any, a single start. */
function contracts({ repository }: Survey, known: Knowledge): Part {
  const there = repository.files.filter((file) => /^contracts\/[^/]+\.(ts|mts|js|mjs|json)$/.test(file));
  if (there.length > 0) {
    return {
      kept: [{ file: 'contracts/', because: `it holds ${there.map((file) => file.slice(10)).join(', ')}` }],
    };
  }
  const stacks = deployedStacksOf(known.definitions);
  const apis = new Map<string, { readonly apis: DefinedApis; readonly source: string }>();
  for (const stack of stacks) {
    const name = contractName(stack, known.definitions);
    if (!apis.has(name)) apis.set(name, { apis: stack.apis, source: stack.file });
  }
  for (const { apis: own, words, outputs } of known.definitions) {
    if (own.routes.length === 0 && outputs.length === 0) continue;
    if (!apis.has(known.project)) apis.set(known.project, { apis: own, source: words });
  }
  const telling = [...apis].filter(([, one]) => one.apis.routes.length + one.apis.bodies.length > 0);
  const chosen = telling.length > 0 ? telling : [...apis].slice(0, 1);
  const named = chosen.length > 0 ? chosen : [[known.project, { apis: noApis, source: '' }] as const];
  return {
    writes: named.map(([name, { apis: one, source }]) => ({
      file: `contracts/${name.replaceAll(/[^\w.-]+/g, '-')}.ts`,
      text: sealed(firstContract(name, one, source)),
      added: null,
    })),
  };
}

/** Commands for people's fingers, where the names are free. */
function scripts({ repository, toolchain }: Survey): Part {
  const text = repository.text('package.json');
  if (text === null || toolchain.packageJson === null) return {};
  const {
    text: changed,
    added,
    taken,
  } = withScripts(text, {
    smoke: 'gatewright smoke',
    latency: 'gatewright latency',
  });
  return {
    ...(changed === null
      ? {}
      : { writes: [{ file: 'package.json', text: changed, added: added.map((name) => `script ${name}`) }] }),
    kept: taken.map((name) => ({ file: 'package.json', because: `its script ${name} is something else` })),
  };
}

function ignores({ repository, toolchain }: Survey): Part {
  const own = repository.text('.gitignore');
  if (own === null && toolchain.gitRoot === null) return {};
  const changed = withIgnored(own ?? '', ignored, toolchain.ignoresAbove);
  return changed === null ? {} : { writes: [{ file: '.gitignore', ...changed }] };
}

function doubts({ definitions, aws }: Knowledge, environments: readonly PlannedEnvironment[]): string[] {
  const guessed = definitions.flatMap((one) => one.stacks).filter((stack) => stack.guessed);
  const taken = new Set(deployedStacksOf(definitions).flatMap((one) => (one.guessed ? one.stack : [])));
  const unsure = environments.length > 0 && environments.every(({ profile }) => profile === null);
  const choice = aws.profiles.filter((name) => name !== 'default');
  return [
    ...guessed.map(({ stack, file }) =>
      taken.has(stack)
        ? `Nothing says what ${file} is deployed as: the config says "${stack}"; correct it where that is wrong.`
        : `Nothing says what ${file} is deployed as, so that it is not in the config.`,
    ),
    ...(unsure && aws.chosen === null && choice.length > 0
      ? [
          `AWS is asked with the usual credentials; a profile (${aws.profiles.join(', ')}) is chosen by profile: '…' in the config, or --profile.`,
        ]
      : []),
    ...(environments.length === 0
      ? ['Nothing here says what is deployed: gatewright.config.ts has an example to fill in.']
      : []),
  ];
}

function nextSteps({ toolchain }: Survey, environments: readonly PlannedEnvironment[]): string[] {
  const { run } = managerCommands[toolchain.manager];
  const [first] = environments;
  const wish = environments.length === 1 && first?.name === 'default' ? '' : ` --env ${first?.name}`;
  return [
    ...(toolchain.installed ? [] : [toolchain.adding]),
    ...(first === undefined
      ? [`${run} gatewright smoke --url https://… --api rest`]
      : [`${run} gatewright discover${wish}`, `${run} gatewright smoke${wish}`]),
  ];
}
