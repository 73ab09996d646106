import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { refuseUnknownProfile } from '../src/aws/aws-profiles.ts';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadProject } from '../src/config/load-project.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { formatInit, type InitDocument } from '../src/report/init-document.ts';
import { writeFailure } from '../src/run/write-failure.ts';
import { deployedStacksOf, unsureOfProfile } from '../src/survey/environments.ts';
import { type Answers, type FilesPlanned, type FileToWrite, planFiles } from '../src/survey/plan-files.ts';
import { repositoryAt } from '../src/survey/repository.ts';
import { type Survey, surveyProject } from '../src/survey/survey.ts';
import { type Context, defineCommand } from './command.ts';

export const init = defineCommand({
  about: 'looks at what a project deploys, and writes a config and a first contract; replaces nothing',
  options: {
    yes: { type: 'boolean', about: 'ask nothing: what is not known gets its usual value, and is said' },
  },
  examples: ['npx gatewright init', 'npx gatewright init --env staging', 'npx gatewright init --json'],
  async run(values, context) {
    const survey = await surveyProject(rootOf(context.cwd), context.env);
    const asks = process.stdin.isTTY === true && process.stdout.isTTY === true;
    const answers = asks && values.yes !== true && !context.out.json ? await ask(survey, context) : {};
    const planned = planFiles(survey, { ...answers, environment: values.env });
    for (const file of planned.writes) await written(survey.root, file);
    const document = documentOf(survey, planned, await mistakesOf(survey));
    context.out.document(document);
    context.out.result(formatInit(document));
    return exitCode.pass;
  },
});

/** Where somebody stands who has something of their own there; else as every other verb finds it. */
function rootOf(cwd: string): string {
  const marks =
    /^(package\.json|samconfig\.(toml|ya?ml)|template\.(ya?ml|json)|cdk\.(json|out)|serverless\.\w+|.*\.tf)$/;
  const known = findProjectRoot(cwd);
  const own = repositoryAt(cwd).files.some((file) => marks.test(file.replace(/^(cdk\.out)\/.*$/, '$1')));
  const hasConfig = repositoryAt(known).files.some((file) => /^gatewright\.config\.\w+$/.test(file));
  return own && !hasConfig ? cwd : known;
}

/** @throws UsageError where it can't be written. */
async function written(root: string, { file, text, added }: FileToWrite): Promise<void> {
  const whole = path.join(root, file);
  try {
    await mkdir(path.dirname(whole), { recursive: true });
    // A file that came to be in the meantime is somebody's.
    await writeFile(whole, text, { flag: added === null ? 'wx' : 'w' });
  } catch (error) {
    throw writeFailure(error, whole);
  }
}

/** What is there already is read as every verb will read it. */
async function mistakesOf({ configFile, root }: Survey): Promise<string[]> {
  if (configFile === null) return [];
  try {
    await loadProject(root);
    return [];
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}

function documentOf(survey: Survey, planned: FilesPlanned, mistakes: readonly string[]): InitDocument {
  const { environments, writes, kept, notes, next } = planned;
  return {
    schemaVersion: 1,
    found: foundWords(survey, planned),
    environments: environments.map(({ name, region, profile, account, targets }) => ({
      name,
      region,
      profile,
      account,
      targets: targets.map((target) => ('stack' in target ? target.stack : target.outputsFile)),
    })),
    wrote: writes.map(({ file, added }) => ({ file, added })),
    kept,
    notes: [...notes, ...mistakes],
    next,
  };
}

function foundWords({ definitions, toolchain, aws }: Survey, { environments }: FilesPlanned): string[] {
  const profiles = [...new Set(environments.flatMap(({ profile }) => profile ?? []))];
  const regions = [...new Set(environments.flatMap(({ region }) => region ?? []))];
  const { playwrightConfig, k6Scripts } = toolchain;
  return [
    ...definitions.map(({ words }) => words),
    ...profiles.map((name) => `profile ${name}`),
    ...(aws.region !== null && regions.includes(aws.region) ? [`region ${aws.region}`] : []),
    ...(playwrightConfig === null ? [] : [playwrightConfig]),
    ...(k6Scripts.length === 0
      ? []
      : [`k6 (${k6Scripts.length === 1 ? k6Scripts[0] : `${k6Scripts.length} scripts`})`]),
  ];
}

/** Only what nothing here tells; Enter takes what it usually is. */
async function ask(survey: Survey, { signal, env }: Context): Promise<Answers> {
  const guessed = deployedStacksOf(survey.definitions).filter((stack) => stack.guessed);
  const unsure = unsureOfProfile(survey);
  if (survey.configFile !== null || (guessed.length === 0 && !unsure)) return {};
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal keeps Ctrl-C to itself while it asks.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const stacks = new Map<string, string>();
    for (const { file, stack } of guessed) {
      const said = await terminal.question(`Which stack is ${file} deployed as? [${stack}] `, { signal });
      stacks.set(file, said.trim() || stack);
    }
    if (!unsure) return { stacks };
    const profile = await terminal.question(
      `Which AWS profile? ${survey.aws.profiles.join(', ')} [the usual credentials] `,
      { signal },
    );
    refuseUnknownProfile(profile.trim() || undefined, env);
    return { stacks, profile: profile.trim() || null };
  } finally {
    terminal.close();
  }
}
