import { isMadeUp, type SecretHeader } from '../credential/secret-header.ts';
import type { PlannedSecret } from './plan.ts';

/** Names the environment variables that k6 reads secrets from: the person's own, or made where Node has to prepare one. */
export class SecretVariables {
  readonly #made = new Map<string, PlannedSecret>();

  /** Header name → variable with the header's whole value. */
  namesOf(headers: { readonly [name: string]: SecretHeader }): { [name: string]: string } {
    return Object.fromEntries(
      Object.entries(headers).flatMap(([name, secret]) =>
        isMadeUp(secret) ? [] : [[name, this.#nameOf(secret)]],
      ),
    );
  }

  get made(): { [variable: string]: PlannedSecret } {
    return Object.fromEntries(this.#made);
  }

  #nameOf({ from, scheme }: PlannedSecret): string {
    if (from.startsWith('env:') && scheme === undefined) return from.slice('env:'.length);
    for (const [variable, known] of this.#made) {
      if (known.from === from && known.scheme === scheme) return variable;
    }
    const variable = `GATEWRIGHT_SECRET_${this.#made.size + 1}`;
    this.#made.set(variable, { from, ...(scheme === undefined ? {} : { scheme }) });
    return variable;
  }
}
