import type { HttpProxy } from './proxy.ts';

/** A proxy opened no way to a host. The message is part of a sentence, and holds none of the proxy's credentials. */
export class ProxyFailure extends Error {
  readonly status: number | null;
  readonly proxy: string;
  readonly variable: string;
  /** Whether credentials were shown. */
  readonly authorized: boolean;

  constructor(proxy: HttpProxy, authority: string, what: string, cause?: unknown) {
    super(`the proxy ${proxy.shown} (${proxy.variable}), asked for ${authority}, ${what}`, { cause });
    this.name = 'ProxyFailure';
    this.status = Number(/^answered (\d{3})/.exec(what)?.[1] ?? Number.NaN) || null;
    this.proxy = proxy.shown;
    this.variable = proxy.variable;
    this.authorized = proxy.authorization !== null;
  }
}

/** What whoever set the proxy can do about it. */
export function proxyAdvice({ status, variable, authorized }: ProxyFailure): string[] {
  if (status === 407) {
    return [
      authorized
        ? `It refuses the user name and password in ${variable}; characters such as @ and : are percent-encoded there.`
        : `It wants credentials: ${variable}=http://USER:PASSWORD@HOST:PORT (percent-encoded).`,
    ];
  }
  return [`Check ${variable}, or name what is reached without a proxy: NO_PROXY=.amazonaws.com,10.0.0.0/8`];
}
