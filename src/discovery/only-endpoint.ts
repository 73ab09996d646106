import { devNull } from 'node:os';

/** Of everything that the local gateway serves. */
export const localRegion = 'us-east-1';

/** The pair of AWS's documentation, which the local gateway takes for signatures. */
const exampleKeys = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** Takes every AWS setting of the person's out of the environment, and puts the local endpoint in. */
export function useOnly(endpoint: string, env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (name.startsWith('AWS_')) delete env[name];
  Object.assign(env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: localRegion,
    ...exampleKeys,
    AWS_EC2_METADATA_DISABLED: 'true',
    // No profile of the person's may send a request elsewhere.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  } satisfies Record<string, string>);
}
