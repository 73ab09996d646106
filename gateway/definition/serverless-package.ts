import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const templateName = 'cloudformation-template-update-stack.json';

/** The template in a folder that `serverless package` wrote, `.serverless` or one like it; `null` for any other. */
export function packagedTemplate(folder: string): string | null {
  const file = join(folder, templateName);
  return existsSync(file) ? file : null;
}

/**
 * The name of the stack that a packaged template is deployed as: `provider.stackName`, else `SERVICE-STAGE`
 * (Serverless Framework, "AWS Infrastructure Resources"). `null` for any other template.
 */
export function packagedStackName(template: string): string | null {
  const state = join(dirname(template), 'serverless-state.json');
  if (basename(template) !== templateName || !existsSync(state)) return null;
  const { service } = (readState(state) ?? {}) as PackagedState;
  const { stackName, stage } = service?.provider ?? {};
  if (typeof stackName === 'string' && stackName !== '') return stackName;
  return service?.service === undefined || stage === undefined ? null : `${service.service}-${stage}`;
}

/** What is read of it. */
interface PackagedState {
  readonly service?: {
    readonly service?: string;
    readonly provider?: { readonly stage?: string; readonly stackName?: string };
  };
}

function readState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
