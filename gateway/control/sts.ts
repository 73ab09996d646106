import { exampleCredentials } from '../signature/credentials.ts';
import { ControlError } from './control-request.ts';
import type { AsyncQueryAction } from './control-scope.ts';
import type { QueryParameters } from './query-protocol.ts';

/** Of AWS's documentation: everything here belongs to it. */
const account = '123456789012';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
export const stsActions: Readonly<Record<string, AsyncQueryAction>> = {
  GetCallerIdentity: () => ({
    Arn: `arn:aws:iam::${account}:user/local`,
    UserId: 'AIDALOCALGATEWAY00000',
    Account: account,
  }),
  // There are no policies to refuse by: whatever role is asked for, its session may sign as the example pair does.
  AssumeRole: (parameters) => {
    const [, partition = 'aws', owner = account, role = ''] = roleIn(parameters);
    const session = parameters.required('RoleSessionName');
    const seconds = Number(parameters.text('DurationSeconds') ?? 3600);
    return {
      AssumedRoleUser: {
        Arn: `arn:${partition}:sts::${owner}:assumed-role/${role.split('/').at(-1) ?? role}/${session}`,
        AssumedRoleId: `AROALOCALGATEWAY00000:${session}`,
      },
      Credentials: {
        AccessKeyId: exampleCredentials.accessKeyId,
        SecretAccessKey: exampleCredentials.secretAccessKey,
        SessionToken: 'local-session',
        Expiration: new Date(Date.now() + seconds * 1000).toISOString(),
      },
    };
  },
};

function roleIn(parameters: QueryParameters): RegExpExecArray {
  const arn = parameters.required('RoleArn');
  const found = /^arn:([\w-]+):iam::(\d{12}):role\/(.+)$/.exec(arn);
  if (found !== null) return found;
  throw new ControlError('ValidationError', `${arn} is invalid`);
}
