import { type HeaderLine, headerOf } from '../call.ts';
import { isSendable } from '../header-rules.ts';
import type { GatewayResponse, RestApi } from '../model.ts';
import { firstMediaType } from './binary.ts';
import type { Fault } from './errors.ts';
import { contextText, type Mapping, readMapping } from './mapping.ts';
import type { RestRequest } from './request.ts';

export interface FaultAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

interface Customised {
  readonly status: number | null;
  readonly headers: readonly (readonly [name: string, value: Mapping])[];
  /** Media type → template. */
  readonly templates: ReadonlyMap<string, string>;
}

/**
 * How an API answers faults: a response type's own customisation, else that of DEFAULT_4XX or
 * DEFAULT_5XX, else AWS's (AWS documentation, "Gateway responses in API Gateway").
 */
export function createFaultAnswers(api: RestApi): (fault: Fault, request: RestRequest) => FaultAnswer {
  const customised = new Map(api.gatewayResponses.map((given) => [given.responseType, customise(given)]));
  return (fault, request) => {
    const byDefault = customised.get(fault.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');
    const own = fault.responseType === null ? undefined : customised.get(fault.responseType);
    const custom = own ?? byDefault;
    if (custom === undefined) {
      return { status: fault.status, headers: [['Content-Type', 'application/json']], body: fault.body };
    }
    const headers: HeaderLine[] = [];
    for (const [name, mapping] of custom.headers) {
      const value = mapping(request);
      if (value !== undefined && isSendable([name, value])) headers.push([name, value]);
    }
    const [mediaType, template] = chooseTemplate(custom.templates, headerOf(request.headers, 'accept'));
    if (headerOf(headers, 'content-type') === undefined) headers.push(['Content-Type', mediaType]);
    const body = template === null ? fault.body : substitute(template, fault, request);
    return { status: custom.status ?? fault.status, headers, body };
  };
}

function customise(given: GatewayResponse): Customised {
  const headers = Object.entries(given.responseParameters).flatMap(([target, expression]) => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    return name === undefined ? [] : [[name, readMapping(expression)] as const];
  });
  const status = given.statusCode === null ? Number.NaN : Number(given.statusCode);
  return {
    status: Number.isInteger(status) ? status : null,
    headers,
    templates: new Map(Object.entries(given.responseTemplates)),
  };
}

function chooseTemplate(
  templates: ReadonlyMap<string, string>,
  accept: string | undefined,
): readonly [mediaType: string, template: string | null] {
  const accepted = firstMediaType(accept ?? '');
  for (const mediaType of [accepted, 'application/json', ...templates.keys()]) {
    const template = templates.get(mediaType);
    if (template !== undefined) return [mediaType, template];
  }
  return ['application/json', null];
}

const variable = String.raw`(?:context|stageVariables|method)(?:\.[A-Za-z0-9_-]+)+`;
/** `$context.error.message` or `${context.error.message}`; a brace that only closes is the template's own. */
const reference = new RegExp(String.raw`\$!?(?:\{(${variable})\}|(${variable}))`, 'g');

/** Gateway response templates know no VTL, only the values of references. */
function substitute(template: string, fault: Fault, request: RestRequest): string {
  return template.replace(reference, (_, braced: string | undefined, bare: string) => {
    const path = braced ?? bare;
    const [root, ...steps] = path.split('.');
    if (root !== 'context') return readMapping(path)(request) ?? '';
    if (steps[0] === 'error') return errorText(fault, steps[1] ?? '');
    return contextText(request.mappingContext(), steps) ?? '';
  });
}

/** `$context.error.NAME`. */
export function errorText(fault: Fault, name: string): string {
  switch (name) {
    case 'message':
      return fault.message ?? '';
    case 'messageString':
      return JSON.stringify(fault.message);
    case 'responseType':
      return fault.responseType ?? (fault.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');
    case 'validationErrorString':
      return fault.validationError ?? '';
    default:
      return '';
  }
}
