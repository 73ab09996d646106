import type { Surroundings } from '../call.ts';
import { signerOf } from '../signature/signer.ts';
import type { Gate } from './admit.ts';
import { faults } from './errors.ts';

/** AWS_IAM: lets signed requests of the test credentials pass; HTTP APIs don't say what is wrong with the others. */
export function createSignatureGate({ checkSignature, now, region, accountId, log }: Surroundings): Gate {
  return async (request) => {
    const signature = await checkSignature(request.call, { nowMs: now(), region });
    if (signature.kind === 'signed') {
      request.caller = { by: 'iam', accessKey: signature.accessKeyId, ...signerOf(accountId) };
      return null;
    }
    if (signature.kind === 'refused')
      log(`${request.facts.api.name} ${request.call.method} ${request.paths.path}: ${signature.message}`);
    return faults.forbidden;
  };
}
