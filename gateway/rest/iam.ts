import { createHash } from 'node:crypto';
import { headerOf, type Surroundings } from '../call.ts';
import { signerOf } from '../signature/signer.ts';
import type { Gate } from './admit.ts';
import { type Fault, faults, incompleteSignature, signatureRefused } from './errors.ts';
import type { RestRequest } from './request.ts';

/** AWS_IAM: lets signed requests of the test credentials pass. */
export function createSignatureGate({ checkSignature, now, region, accountId }: Surroundings): Gate {
  return async (request) => {
    const signature = await checkSignature(request.call, { nowMs: now(), region });
    switch (signature.kind) {
      case 'unsigned':
        return unsigned(request);
      case 'refused':
        return signatureRefused(signature.errorType, signature.message);
      case 'signed': {
        const { userId, userArn } = signerOf(accountId);
        const { accessKeyId: accessKey } = signature;
        const identity = { accessKey, accountId, caller: userId, user: userId, userArn };
        request.caller = { ...request.caller, identity: { ...request.caller.identity, ...identity } };
        return null;
      }
    }
  };
}

/** What is no signature is told from none at all: AWS takes any `Authorization` header for one that it can't read. */
export function unsigned({ call }: RestRequest): Fault {
  const authorization = headerOf(call.headers, 'authorization');
  if (authorization === undefined || authorization.startsWith('AWS4-'))
    return faults.missingAuthenticationToken;
  return incompleteSignature(createHash('sha256').update(authorization).digest('base64'));
}
