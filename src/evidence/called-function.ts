/** A function as an integration names it. */
export interface CalledFunction {
  readonly region: string;
  readonly name: string;
  /** Alias or version. */
  readonly qualifier: string | null;
}

/**
 * The function that an integration's URI names; `null` for other backends, and where a stage variable, whose value is
 * not read, is part of it.
 */
export function calledFunction(uri: string | null): CalledFunction | null {
  const arn = /\/functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(uri ?? '')?.[1] ?? uri ?? '';
  const [, region, name, qualifier] =
    /^arn:[\w-]+:lambda:([\w-]+):[^:]*:function:([\w-]+)(?::([\w$-]+))?$/.exec(arn) ?? [];
  return region === undefined || name === undefined ? null : { region, name, qualifier: qualifier ?? null };
}
