import { commandsOf, fromRoot, installCommand } from './commands.ts';
import { lines, quoted } from './github.ts';
import type { Pipeline, PipelineWishes } from './wishes.ts';

/**
 * A build specification for CodeBuild: the gate, or latency where a schedule says so. The project's service role asks.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export function codebuildPipeline(wishes: PipelineWishes): Pipeline {
  const { gate, latency, report, verdict } = commandsOf(wishes);
  const { folder, measures, manager } = wishes;
  return {
    file: 'buildspec.yml',
    text: lines(
      '# Behind the deployment: find the deployed APIs, hold them against their contracts, and fail the build if a promise is broken.',
      measures &&
        '# A build that is started with MEASURE_LATENCY=true, by a schedule, measures what clients wait for instead.',
      'version: 0.2',
      '',
      'env:',
      '  variables:',
      "    CI: 'true'",
      measures && "    MEASURE_LATENCY: 'false'",
      '  exported-variables: [GATEWRIGHT_VERDICT]',
      '',
      'phases:',
      '  install:',
      '    runtime-versions:',
      '      nodejs: 22',
      '    commands:',
      folder !== '' && `      - cd ${quoted(folder)}`,
      manager === 'pnpm' && '      - corepack enable',
      manager === 'bun' && '      - npm install --global bun',
      `      - ${installCommand(wishes)}`,
      '  build:',
      '    commands:',
      measures
        ? [
            '      - |',
            '        if [ "$MEASURE_LATENCY" = true ]; then',
            `          ${latency}`,
            '        else',
            `          ${gate}`,
            '        fi',
          ]
        : `      - ${gate}`,
      '  post_build:',
      '    commands:',
      `      - ${report}`,
      `      - export GATEWRIGHT_VERDICT="$(${verdict})"`,
      '',
      'reports:',
      '  gatewright:',
      "    files: ['*/junit.xml']",
      `    base-directory: ${quoted(fromRoot(wishes, 'runs'))}`,
      '    file-format: JUNITXML',
      '',
      'artifacts:',
      `  files: ['${fromRoot(wishes, 'runs')}/**/*']`,
      '',
      'cache:',
      "  paths: ['/root/.cache/gatewright/**/*', '/root/.npm/**/*']",
    ),
    setUp: [
      "The project's service role: what gatewright discover --print-policy prints, and codebuild:CreateReportGroup, CreateReport, UpdateReport, BatchPutTestCases for the test report.",
      ...(measures
        ? [
            'For latency, an EventBridge schedule that starts the project with {"environmentVariablesOverride":[{"name":"MEASURE_LATENCY","value":"true"}]}.',
          ]
        : []),
    ],
  };
}
