import type { XMLBuilder } from 'fast-xml-parser';
import { onDemand } from '../on-demand.ts';
import { ControlError, type ControlResponse } from './control-request.ts';

/** A value that becomes XML; lists are written as `<member>` elements, `undefined` is left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

export type XmlResult = { readonly [name: string]: XmlValue };

const fastXml = onDemand<typeof import('fast-xml-parser')>('fast-xml-parser');
let built: XMLBuilder | undefined;

function builder(): XMLBuilder {
  built ??= new (fastXml().XMLBuilder)({ ignoreAttributes: false, suppressEmptyNode: true });
  return built;
}

/** The parameters of a call in AWS's query protocol: `Name`, `List.member.1`, in the body or the query. */
export class QueryParameters {
  private readonly parameters: URLSearchParams;

  constructor(parameters: URLSearchParams) {
    this.parameters = parameters;
  }

  text(name: string): string | undefined {
    return this.parameters.get(name) ?? undefined;
  }

  /** Throws the validation error that AWS answers where a parameter is missing. */
  required(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    const parameter = name[0]?.toLowerCase() + name.slice(1);
    throw new ControlError(
      'ValidationError',
      `1 validation error detected: Value null at '${parameter}' failed to satisfy constraint: Member must not be null`,
    );
  }

  texts(name: string): string[] {
    return [...this.parameters]
      .filter(([key]) => key.startsWith(`${name}.member.`))
      .map(([, value]) => value);
  }

  /** A list of structures: `Tags.member.1.Key` and so on. */
  items(name: string): Record<string, string>[] {
    const items = new Map<string, Record<string, string>>();
    for (const [key, value] of this.parameters) {
      const [list, , index = '', field = ''] = key.split('.');
      if (list === name && field !== '') items.set(index, { ...items.get(index), [field]: value });
    }
    return [...items.values()];
  }
}

interface Envelope {
  readonly namespace: string;
  readonly requestId: string;
}

/** `<XResponse><XResult>…</XResult><ResponseMetadata>…`. */
export function xmlAnswer(
  action: string,
  result: XmlResult,
  { namespace, requestId }: Envelope,
): ControlResponse {
  return xml(200, requestId, {
    [`${action}Response`]: {
      '@_xmlns': namespace,
      [`${action}Result`]: members(result),
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

export function xmlError(error: ControlError, { namespace, requestId }: Envelope): ControlResponse {
  return xml(error.status, requestId, {
    ErrorResponse: {
      '@_xmlns': namespace,
      Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
      RequestId: requestId,
    },
  });
}

function xml(status: number, requestId: string, document: object): ControlResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>${builder().build(document)}`,
  };
}

function members(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(members) };
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, members(one)]));
}
