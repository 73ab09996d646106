import { CloudFormationClient, CreateStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { serveDeployment } from '../main.ts';
import type { DefinitionWarning } from '../model.ts';

export type Deploying = Awaited<ReturnType<typeof deployingInto>>;

/** A gateway that has no stacks yet, what deploys into it, and what it warned of since the last update. */
export async function deployingInto({ strict = false } = {}) {
  const warnings: DefinitionWarning[] = [];
  const gateway = await serveDeployment(
    { stacks: [] },
    { warnings: [], strict, onWarning: (warning) => warnings.push(warning) },
  );
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudFormationClient({ endpoint: gateway.endpoint, region: 'us-east-1', credentials });
  return {
    gateway,
    client,
    warnings,
    create: (StackName: string, TemplateBody: string) =>
      client.send(new CreateStackCommand({ StackName, TemplateBody })),
    update: (StackName: string, TemplateBody: string) => {
      warnings.length = 0;
      return client.send(new UpdateStackCommand({ StackName, TemplateBody }));
    },
  };
}
