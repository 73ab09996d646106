import path from 'node:path';
import { targetsDocument } from '../src/discovery/targets-file.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { formatTargets } from '../src/report/terminal-targets.ts';
import { writeDocument } from '../src/run/run-folder.ts';
import { defineCommand } from './command.ts';
import { resolveTargets, targetOptions } from './targets.ts';

export const discover = defineCommand({
  about: 'which APIs a stack deployed, of which type, at which stage URL',
  options: targetOptions,
  examples: [
    'npx gatewright discover --stack my-api',
    'npx gatewright discover --stack my-api --stack lambda-api --region eu-central-1 --json',
    'npx gatewright discover --local',
  ],
  async run(values, context) {
    const { project, targets } = await resolveTargets(values, context);
    const document = targetsDocument(targets);
    await writeDocument(path.join(project.root, 'runs'), 'targets.json', document);
    context.out.document(document);
    context.out.result(formatTargets(targets));
    return exitCode.pass;
  },
});
