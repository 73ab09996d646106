import { commandsOf, fromRoot, installCommand } from './commands.ts';
import type { Pipeline, PipelineWishes } from './wishes.ts';

/**
 * A workflow for GitHub Actions: the gate after each deployment, latency every morning. The role is assumed through OIDC.
 * https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export function githubPipeline(wishes: PipelineWishes): Pipeline {
  const { deployment, folder, measures, region } = wishes;
  return {
    file: '.github/workflows/gate.yml',
    text: lines(
      '# After every deployment: find the deployed APIs, hold them against their contracts, and stop what follows if a promise',
      `# is broken.${measures ? ' Every morning: measure what clients wait for.' : ''} Needs no secret: the role is assumed through GitHub's OIDC provider.`,
      'name: API gate',
      '',
      'on:',
      '  workflow_run:',
      `    workflows: [${quoted(deployment ?? 'deploy')}]`,
      '    types: [completed]',
      '  # Or from the workflow that deploys: gate: { needs: deploy, uses: ./.github/workflows/gate.yml }',
      '  workflow_call:',
      '    outputs:',
      '      verdict:',
      '        description: pass, fail or inconclusive',
      `        value: ${expression('jobs.gate.outputs.verdict')}`,
      measures && ['  schedule:', "    - cron: '17 5 * * *'"],
      '  workflow_dispatch:',
      '',
      'permissions:',
      '  id-token: write',
      '  contents: read',
      '',
      folder !== '' && ['defaults:', '  run:', `    working-directory: ${quoted(folder)}`, ''],
      'jobs:',
      '  gate:',
      `    if: ${measures ? "github.event_name != 'schedule' && " : ''}(github.event_name != 'workflow_run' || github.event.workflow_run.conclusion == 'success')`,
      '    runs-on: ubuntu-latest',
      '    timeout-minutes: 10',
      '    outputs:',
      `      verdict: ${expression('steps.gate.outputs.verdict')}`,
      '    steps:',
      ...preparation(wishes),
      '      # Annotates the contracts, writes the step summary, and sets the outputs verdict, run-id and run-dir.',
      `      - run: ${commandsOf(wishes).gate}`,
      '        id: gate',
      ...keeping(wishes, 'gate'),
      measures && ['', ...latencyJob(wishes)],
    ),
    setUp: [
      "Repository variable AWS_ROLE_ARN: a role that GitHub's OIDC provider may assume (docs/pipelines.md has its trust policy).",
      ...(region === null ? ['Repository variable AWS_REGION: where the stacks are.'] : []),
      ...(deployment === null
        ? ['It follows a workflow called "deploy": write the name of the one that deploys here.']
        : []),
    ],
  };
}

function latencyJob(wishes: PipelineWishes): string[] {
  return [
    '  latency:',
    "    if: github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'",
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 20',
    '    concurrency: api-latency',
    '    steps:',
    ...preparation(wishes),
    '      - uses: actions/cache@v4',
    '        with:',
    '          path: ~/.cache/gatewright',
    `          key: gatewright-k6-${expression('runner.os')}-${expression('runner.arch')}`,
    `      - run: ${commandsOf(wishes).latency}`,
    '        id: latency',
    ...keeping(wishes, 'latency'),
  ];
}

function preparation(wishes: PipelineWishes): string[] {
  const { manager, region, lockFile } = wishes;
  const cached = lockFile !== null && manager !== 'bun';
  return [
    '      - uses: actions/checkout@v5',
    ...(manager === 'pnpm' ? ['      - uses: pnpm/action-setup@v4'] : []),
    ...(manager === 'bun' ? ['      - uses: oven-sh/setup-bun@v2'] : []),
    '      - uses: actions/setup-node@v5',
    '        with:',
    '          node-version: 22',
    ...(cached ? [`          cache: ${manager}`] : []),
    ...(cached && fromRoot(wishes, lockFile).includes('/')
      ? [`          cache-dependency-path: ${quoted(fromRoot(wishes, lockFile))}`]
      : []),
    '      - uses: aws-actions/configure-aws-credentials@v5',
    '        with:',
    `          role-to-assume: ${expression('vars.AWS_ROLE_ARN')}`,
    `          aws-region: ${region ?? expression('vars.AWS_REGION')}`,
    `      - run: ${installCommand(wishes)}`,
  ];
}

function keeping(wishes: PipelineWishes, name: string): string[] {
  return [
    `      - if: always() && steps.${name}.outputs.run-dir != ''`,
    `        run: ${commandsOf(wishes).report}`,
    '      - if: always()',
    '        uses: actions/upload-artifact@v4',
    '        with:',
    `          name: ${name}`,
    `          path: ${quoted(`${fromRoot(wishes, 'runs')}/`)}`,
  ];
}

const expression = (text: string) => `\${{ ${text} }}`;

/** As YAML reads it back: plain where that is safe. */
export function quoted(text: string): string {
  return /^[A-Za-z][\w./-]*( [\w./-]+)*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}

/** Lines and groups of them; what is `false` is left out. */
export function lines(...parts: readonly (string | false | readonly string[])[]): string {
  return `${parts.flatMap((part) => (part === false ? [] : part)).join('\n')}\n`;
}
