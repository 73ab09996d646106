import type { ValidateFunction } from 'ajv-draft-04';
import { headerOf } from '../call.ts';
import type { RestApi, RestMethod } from '../model.ts';
import { onDemand } from '../on-demand.ts';
import { asDraft4 } from './draft4.ts';
import { type Fault, faults, missingParameters } from './errors.ts';
import type { RestRequest } from './request.ts';
import { validationWords } from './validation-words.ts';

const ajvDraft04 = onDemand<typeof import('ajv-draft-04')>('ajv-draft-04');
const ajvFormats = onDemand<typeof import('ajv-formats')>('ajv-formats');
type Ajv = InstanceType<typeof import('ajv-draft-04').default>;

/** The fault that a method's validator finds in a request, or `null`. */
export type Validator = (request: RestRequest) => Fault | null;

/** Models that every API has without defining them. */
const builtInModels: Readonly<Record<string, unknown>> = {
  Empty: { type: 'object', title: 'Empty Schema' },
  Error: { type: 'object', title: 'Error Schema', properties: { message: { type: 'string' } } },
};

/** Parameters before the body, and only the first kind of mistake is told (recorded from AWS). */
export function createValidators(api: RestApi): (method: RestMethod) => Validator | null {
  const modelOf = createModels(api);
  return (method) => {
    const required = method.validateParameters ? requiredParameters(method) : [];
    const models = method.validateBody ? method.requestModels : {};
    if (required.length === 0 && Object.keys(models).length === 0) return null;
    // Not at the first request, which would wait for it.
    if (Object.keys(models).length > 0) ajvDraft04();
    return (request) => {
      const missing = required.filter((parameter) => !parameter.present(request));
      if (missing.length > 0) return missingParameters(missing.map(({ name }) => name));
      const model = models[request.mediaType];
      return model === undefined ? null : validateBody(request, modelOf(model));
    };
  };
}

interface RequiredParameter {
  readonly name: string;
  readonly present: (request: RestRequest) => boolean;
}

const places = ['header', 'path', 'querystring'] as const;

function requiredParameters(method: RestMethod): RequiredParameter[] {
  return places.flatMap((place) => {
    const prefix = `method.request.${place}.`;
    return Object.entries(method.requestParameters)
      .filter(([target, required]) => required && target.startsWith(prefix))
      .map(([target]) => requiredParameter(place, target.slice(prefix.length)));
  });
}

/** Blank counts as missing (AWS documentation, "Request validation for REST APIs"). */
function requiredParameter(place: (typeof places)[number], name: string): RequiredParameter {
  switch (place) {
    case 'header': {
      const lower = name.toLowerCase();
      return { name, present: (request) => (headerOf(request.headers, lower) ?? '') !== '' };
    }
    case 'path':
      return { name, present: (request) => (request.destination?.pathParameters?.[name] ?? '') !== '' };
    case 'querystring':
      return {
        name,
        present: (request) => request.query.some(([key, value]) => key === name && value !== ''),
      };
  }
}

function validateBody(request: RestRequest, validate: ValidateFunction): Fault | null {
  const text = request.call.body.toString();
  if (text === '') return { ...faults.invalidBody, validationError: '[]' };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ...faults.invalidBody, validationError: '[body is not JSON]' };
  }
  if (validate(body)) return null;
  return { ...faults.invalidBody, validationError: validationWords(validate.errors ?? [], body) };
}

/**
 * Formats of JSON Schema draft 4 with the extra ones of the validator whose words AWS's messages are. It knows no others,
 * OpenAPI's `byte` and `int32` or `date` for instance, so any value passes (`byte`: recorded from AWS).
 */
const formats = [
  'date-time',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'regex',
  'uri',
  'uuid',
  'json-pointer',
] as const;

/** Models by name, each compiled when it is first needed. Throws where a schema can't be compiled. */
function createModels(api: RestApi): (name: string) => ValidateFunction {
  const urlOf = (name: string): string =>
    `https://apigateway.amazonaws.com/restapis/${api.id}/models/${name}`;
  let ajv: Ajv | undefined;
  const load = (): Ajv => {
    const loaded: Ajv = new (ajvDraft04().default)({
      strict: false,
      allErrors: true,
      verbose: true,
      logger: false,
      // 19.99 is a multiple of 0.01, although not of its nearest binary fraction.
      multipleOfPrecision: 9,
    });
    ajvFormats().default(loaded, [...formats]);
    for (const [name, schema] of Object.entries({ ...builtInModels, ...api.models })) {
      loaded.addSchema(asSchema(schema), urlOf(name));
    }
    return loaded;
  };
  return (name) => {
    ajv ??= load();
    const validate = ajv.getSchema(urlOf(name));
    if (validate === undefined) throw new Error(`the API has no model ${name}`);
    return validate as ValidateFunction;
  };
}

function asSchema(schema: unknown): object {
  const read: unknown = typeof schema === 'string' ? JSON.parse(schema) : schema;
  return typeof read === 'object' && read !== null ? (asDraft4(read) as object) : {};
}
