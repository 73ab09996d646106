import { observe } from '../src/conformance/answer.ts';
import type { Exchange, PlannedExchange } from '../src/conformance/exchange.ts';
import { isSecretHeader, redactHeaders } from '../src/conformance/redact.ts';
import { type Captured, findCaptured, placeholdersIn } from '../src/contract/capture.ts';

type Values = { readonly captured: Captured } | { readonly missing: string };

/** The values that the answers of a run gave, target by target. */
export class Captures {
  readonly #values = new Map<string, Record<string, Captured[string]>>();
  readonly #missing = new Map<string, string>();
  readonly #secret = new Set<string>();

  /** These will be made. */
  expect(planned: readonly PlannedExchange[]): void {
    for (const exchange of planned) {
      for (const name of secretNames(exchange)) this.#secret.add(name);
      for (const name of Object.keys(exchange.captures ?? {})) {
        this.#missing.set(`${exchange.target} ${name}`, 'the example that captures it was not made');
      }
    }
  }

  /** Reads what this exchange captures; what it finds and is a secret must be hidden from then on. */
  read(exchange: Exchange): void {
    const { target, captures = {}, answer } = exchange;
    const observed = observe(exchange);
    for (const [name, source] of Object.entries(captures)) {
      const found =
        answer.kind === 'response'
          ? findCaptured(source, {
              json: observed.json.ok ? observed.json.value : undefined,
              header: observed.header,
            })
          : { missing: 'it got no answer' };
      const key = `${target} ${name}`;
      if ('missing' in found) {
        const status = answer.kind === 'response' ? ` (${answer.status})` : '';
        this.#missing.set(
          key,
          `"${exchange.example}" of ${exchange.route}${status} gave none: ${found.missing}`,
        );
      } else {
        this.#missing.delete(key);
        this.#values.set(target, { ...this.#values.get(target), [name]: found.value });
      }
    }
  }

  /** A filled request with its secret values as names again. */
  hide(request: PlannedExchange['request']): PlannedExchange['request'] {
    const { headers } = request;
    return { ...request, headers: redactHeaders(headers) };
  }

  /** The values of these names, or why one is missing. */
  of(target: string, names: readonly string[]): Values {
    const values = this.#values.get(target) ?? {};
    const missing = names.find((name) => !Object.hasOwn(values, name));
    if (missing !== undefined) {
      const why =
        this.#missing.get(`${target} ${missing}`) ?? 'the example that captures it is not sent here';
      return { missing: `{{${missing}}} has no value: ${why}` };
    }
    return {
      captured: Object.fromEntries(
        names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
      ),
    };
  }

  /** Without those that nobody may see. */
  shown(captured: Captured): Captured {
    return Object.fromEntries(Object.entries(captured).filter(([name]) => !this.#secret.has(name)));
  }

  /** Values that went, or will go, into a header such as Authorization. */
  secretsIn(exchange: Exchange): string[] {
    const { captures = {}, target } = exchange;
    if (!Object.keys(captures).some((name) => this.#secret.has(name))) return [];
    return Object.entries(this.#values.get(target) ?? {}).flatMap(([name, value]) =>
      this.#secret.has(name) ? [String(value)] : [],
    );
  }
}

function secretNames({ request: { headers } }: PlannedExchange): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    isSecretHeader(name) ? placeholdersIn(value) : [],
  );
}
