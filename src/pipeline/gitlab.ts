import { commandsOf, fromRoot, installCommand } from './commands.ts';
import { lines, quoted } from './github.ts';
import type { Pipeline, PipelineWishes } from './wishes.ts';

/**
 * Jobs for GitLab: the gate behind the deployment, latency in scheduled pipelines. The SDK assumes the role with the job's
 * ID token.
 * https://docs.gitlab.com/ci/cloud_services/aws/
 */
export function gitlabPipeline(wishes: PipelineWishes): Pipeline {
  const { gate, latency, report, verdict } = commandsOf(wishes);
  const { folder, measures, region, lockFile } = wishes;
  const enter = folder === '' ? [] : [`    - cd ${quoted(folder)}`];
  return {
    file: '.gitlab-ci.yml',
    text: lines(
      '# Behind the deployment: find the deployed APIs, hold them against their contracts, and stop what follows if a promise is',
      `# broken.${measures ? ' In scheduled pipelines: measure what clients wait for.' : ''} Needs no secret: the role is assumed with the job's ID token.`,
      '# Where there is a .gitlab-ci.yml already: keep this in a file beside it, include that, and put verify behind deploy in your own stages.',
      'stages: [deploy, verify]',
      '',
      '.gatewright:',
      '  stage: verify',
      '  image: node:22',
      '  id_tokens:',
      '    GATEWRIGHT_ID_TOKEN:',
      "      aud: https://gitlab.com # the address of your GitLab, as the role's trust policy names it",
      '  variables:',
      '    AWS_ROLE_SESSION_NAME: gatewright-$CI_JOB_ID',
      '    AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/gatewright-token',
      region !== null && `    AWS_REGION: ${region}`,
      '    GATEWRIGHT_CACHE_DIR: $CI_PROJECT_DIR/.cache/gatewright',
      '  cache:',
      lockFile !== null && ['    key:', `      files: [${quoted(fromRoot(wishes, lockFile))}]`],
      '    paths: [.cache/gatewright/]',
      '  before_script:',
      '    - printf \'%s\' "$GATEWRIGHT_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
      ...enter,
      wishes.manager === 'pnpm' && '    - corepack enable',
      wishes.manager === 'bun' && '    - npm install --global bun',
      `    - ${installCommand(wishes)}`,
      '  after_script:',
      ...enter,
      `    - ${report}`,
      `    - echo "GATEWRIGHT_VERDICT=$(${verdict})" > gatewright.env`,
      '  artifacts:',
      '    when: always',
      `    paths: [${quoted(`${fromRoot(wishes, 'runs')}/`)}]`,
      '    reports:',
      `      junit: ${quoted(fromRoot(wishes, 'runs/*/junit.xml'))}`,
      `      dotenv: ${quoted(fromRoot(wishes, 'gatewright.env'))}`,
      '',
      'gate:',
      '  extends: .gatewright',
      '  timeout: 10 minutes',
      '  rules:',
      measures && ['    - if: $CI_PIPELINE_SOURCE == "schedule"', '      when: never'],
      '    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
      '  script:',
      `    - ${gate}`,
      measures && [
        '',
        'latency:',
        '  extends: .gatewright',
        '  timeout: 20 minutes',
        '  resource_group: api-latency',
        '  rules:',
        '    - if: $CI_PIPELINE_SOURCE == "schedule"',
        '  script:',
        `    - ${latency}`,
      ],
    ),
    setUp: [
      "CI/CD variable AWS_ROLE_ARN: a role that GitLab's OIDC provider may assume (docs/pipelines.md has its trust policy).",
      ...(region === null ? ['CI/CD variable AWS_REGION: where the stacks are.'] : []),
      ...(measures ? ['A scheduled pipeline (Build > Pipeline schedules) for latency.'] : []),
    ],
  };
}
