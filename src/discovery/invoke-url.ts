import { suffixOf } from '../aws/partitions.ts';

/** Where an API is served, as its invoke URL tells. */
export interface InvokeUrl {
  readonly apiId: string;
  /** Path segments after the API's own part: stage, or path for an HTTP API's `$default`. */
  readonly segments: readonly string[];
  /** `null` where the form doesn't tell. */
  readonly region: string | null;
  readonly form: UrlForm;
  /** Scheme, host and port. */
  readonly origin: string;
}

/** Ways to write an invoke URL. Everything but `execute-api` is an emulator's. */
export type UrlForm = keyof typeof urlForms;

interface FormRule {
  readonly read: (url: URL) => Omit<InvokeUrl, 'form' | 'origin'> | null;
  /** `stage: null` is an HTTP API's `$default`, which has no segment. */
  readonly write: (api: {
    readonly apiId: string;
    readonly origin: string;
    readonly stage: string | null;
  }) => string;
}

/** `ID.execute-api.REGION.SUFFIX`, with `ID-VPCE` for calls through a VPC endpoint; dual-stack suffixes are `api.aws` and the like. */
const awsHost =
  /^([a-z0-9]+)(?:-vpce-[0-9a-f]+)?\.execute-api(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.[a-z0-9.-]+$/;
const localHost = /^([a-z0-9]+)\.execute-api\.(localhost(?:\.localstack\.cloud)?)$/;

const urlForms = {
  'execute-api': {
    read: (url) => {
      const [, apiId, region] = awsHost.exec(url.hostname) ?? [];
      return apiId && region ? { apiId, region, segments: segmentsOf(url) } : null;
    },
    write: ({ origin, stage }) => join(origin, stage),
  },
  /** Emulators that serve host names, such as LocalStack and MiniStack. */
  'execute-api.localhost': {
    read: (url) => {
      const [, apiId] = localHost.exec(url.hostname) ?? [];
      return apiId ? { apiId, region: null, segments: segmentsOf(url) } : null;
    },
    write: ({ origin, stage }) => join(origin, stage),
  },
  /** The local gateway of this project. */
  '/_api': {
    read: (url) => afterPrefix(url, ['_api']),
    write: ({ apiId, origin, stage }) => join(`${origin}/_api/${apiId}`, stage),
  },
  /** https://docs.localstack.cloud/aws/services/apigateway/ */
  '/_aws/execute-api': {
    read: (url) => afterPrefix(url, ['_aws', 'execute-api']),
    write: ({ apiId, origin, stage }) => join(`${origin}/_aws/execute-api/${apiId}`, stage ?? '$default'),
  },
  /** The older path of LocalStack, with a segment of its own between stage and path. */
  '/restapis': {
    read: (url) => {
      const found = afterPrefix(url, ['restapis']);
      return found?.segments[1] === '_user_request_' ? found : null;
    },
    write: ({ apiId, origin, stage }) => `${origin}/restapis/${apiId}/${stage ?? '$default'}/_user_request_`,
  },
} as const satisfies Record<string, FormRule>;

/** What an invoke URL says, or `null` where the text is no URL of any known form. */
export function parseInvokeUrl(text: string): InvokeUrl | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  for (const [form, { read }] of Object.entries(urlForms) as [UrlForm, FormRule][]) {
    const found = read(url);
    if (found !== null) return { ...found, form, origin: url.origin };
  }
  return null;
}

/**
 * The invoke URL in normal form: no slash at the end, no segment for a `null` stage.
 * `origin` is that of this very API; `originFor` turns another's into it.
 */
export function writeInvokeUrl(
  form: UrlForm,
  api: { readonly apiId: string; readonly origin: string; readonly stage: string | null },
): string {
  return urlForms[form].write(api);
}

/** The origin of an API, from that of another API which is served in the same form. */
export function originFor(apiId: string, { form, origin }: Pick<InvokeUrl, 'form' | 'origin'>): string {
  return form.startsWith('execute-api') ? origin.replace(/\/\/[^.]+/, `//${apiId}`) : origin;
}

/** Origin of an API on AWS, under the suffix of its partition. */
export function awsOrigin(apiId: string, region: string): string {
  return `https://${apiId}.execute-api.${region}.${suffixOf(region)}`;
}

function segmentsOf(url: URL): string[] {
  return url.pathname.split('/').filter((segment) => segment !== '');
}

function afterPrefix(url: URL, prefix: readonly string[]): Omit<InvokeUrl, 'form' | 'origin'> | null {
  const segments = segmentsOf(url);
  const apiId = segments[prefix.length];
  if (apiId === undefined || !prefix.every((segment, index) => segments[index] === segment)) return null;
  return { apiId, region: null, segments: segments.slice(prefix.length + 1) };
}

function join(base: string, stage: string | null): string {
  return stage === null ? base : `${base}/${stage}`;
}
