import { createHash } from 'node:crypto';
import { type CredentialSource, renewed } from '../aws/assumed-role.ts';
import type { AwsOptions } from '../aws/aws-options.ts';
import type { SecretSource } from '../contract/auth.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Callers, callerOf } from './callers.ts';
import { canForge, forge } from './forge.ts';
import { readSecrets, type SecretNeed, type Secrets } from './read-secrets.ts';
import type { CommandOptions } from './run-command.ts';
import { isMadeUp, type SecretHeader, type Signing } from './secret-header.ts';
import { type AwsCredentials, callerCredentials, signed, signingRegion } from './sign.ts';
import { readToken, type TokenFacts } from './token.ts';

/** A request before its secrets are put in. */
export interface Undressed {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly secretHeaders: { readonly [name: string]: SecretHeader };
  readonly signing?: Signing;
}

/** The headers to send, secrets included, and what of them must never be written down. */
export interface Dressed {
  readonly headers: { readonly [name: string]: string };
  readonly hidden: readonly string[];
}

/** A request that needs secrets, and who asks for it. */
export interface Needy extends Undressed {
  /** `my-api: GET /account`, for sentences. */
  readonly place: string;
}

/** Everything that the requests of a run have to show, read once and held in memory only. */
export class Vault {
  readonly #secrets: Secrets;
  readonly #signers: Signers;

  constructor(secrets: Secrets, signers: Signers = nobody) {
    this.#secrets = secrets;
    this.#signers = signers;
  }

  /** Whether the request can be made: some forgeries are of JWTs only. */
  canDress({ secretHeaders }: Pick<Undressed, 'secretHeaders'>): boolean {
    return Object.values(secretHeaders).every((secret) => {
      if (isMadeUp(secret) || secret.forged === undefined) return true;
      return canForge(this.secret(secret.from), secret.forged);
    });
  }

  async dress(request: Undressed, body: Buffer | null): Promise<Dressed> {
    const hidden: string[] = [];
    const headers: Record<string, string> = { ...request.headers };
    for (const [name, secret] of Object.entries(request.secretHeaders)) {
      headers[name] = await this.#valueOf(secret, hidden);
    }
    if (request.signing === undefined) return { headers, hidden };
    const { signature, secret } = await this.#sign({ ...request, headers }, request.signing, body);
    const added = ['authorization', 'x-amz-security-token'].map((name) => signature[name] ?? '');
    return { headers: signature, hidden: [...hidden, ...added, secret] };
  }

  /** What the tokens among these headers say of themselves. */
  tokensOf({ secretHeaders }: Pick<Undressed, 'secretHeaders'>): { [header: string]: TokenFacts } {
    return Object.fromEntries(
      Object.entries(secretHeaders).flatMap(([name, secret]) => {
        const facts = isMadeUp(secret) ? null : readToken(this.secret(secret.from));
        return facts === null ? [] : [[name, facts]];
      }),
    );
  }

  /** @throws UsageError for a source that no request named when the vault was opened. */
  secret(from: SecretSource): string {
    const secret = this.#secrets.get(from);
    if (secret === undefined) throw new UsageError(`The secret ${from} was not read.`);
    return secret;
  }

  async #valueOf(secret: SecretHeader, hidden: string[]): Promise<string> {
    if (isMadeUp(secret)) return secret.madeUp;
    const own = this.secret(secret.from);
    const sent = secret.forged === undefined ? own : await forge(own, secret.forged);
    hidden.push(own, sent);
    return secret.scheme === undefined ? sent : `${secret.scheme} ${sent}`;
  }

  async #sign(
    request: Undressed,
    signing: Signing,
    body: Buffer | null,
  ): Promise<{ signature: { [name: string]: string }; secret: string }> {
    const { aws, credentials: own } = await this.#signers(request.url);
    const { secretAccessKey } = own;
    const wrong = createHash('sha256').update(secretAccessKey).digest('base64url').slice(0, 40);
    const signature = await signed(
      { ...request, body },
      {
        region: signingRegion(signing, request.url, aws),
        credentials: signing.secret === 'own' ? own : { ...own, secretAccessKey: wrong },
      },
    );
    return { signature, secret: secretAccessKey };
  }
}

/** Who signs a request to this URL. */
type Signers = (url: string) => Promise<{ readonly aws: AwsOptions; readonly credentials: AwsCredentials }>;

const nobody: Signers = () => Promise.reject(new UsageError('There are no AWS credentials to sign with.'));

/** A session that ends while the vault is open is renewed. */
function signersFor(place: string, { env, callers }: VaultOptions): Signers {
  const sources = new Map<string, CredentialSource>();
  return async (url) => {
    const aws = callerOf(url, callers, env);
    const key = JSON.stringify([aws.profile, aws.role, aws.region]);
    const source = sources.get(key) ?? renewed(() => callerCredentials(aws, place));
    sources.set(key, source);
    return { aws, credentials: await source() };
  };
}

export interface VaultOptions extends CommandOptions {
  /** Who calls which target; default: whom the environment variables say calls all. */
  readonly callers?: Callers;
}

/**
 * Reads every secret that these requests need, before the first goes out.
 * @throws UsageError for the first that is missing or no header could carry, and where nothing is there to sign with.
 */
export async function openVault(requests: readonly Needy[], options: VaultOptions): Promise<Vault> {
  const needs = requests.flatMap(({ secretHeaders, place }) =>
    Object.values(secretHeaders).flatMap((secret): SecretNeed[] =>
      isMadeUp(secret) ? [] : [{ from: secret.from, scheme: secret.scheme, place }],
    ),
  );
  const secrets = await readSecrets(needs, options);
  const signing = requests.find((request) => request.signing !== undefined);
  const signers = signersFor(signing?.place ?? '', options);
  for (const { url, signing: wish } of requests) {
    if (wish !== undefined) signingRegion(wish, url, (await signers(url)).aws);
  }
  return new Vault(secrets, signers);
}
