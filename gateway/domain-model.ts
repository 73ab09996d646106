/** A host name of one's own that leads to stages of APIs. */
export interface CustomDomain {
  /** Lower case; may begin with `*.`. */
  readonly name: string;
  readonly endpointType: 'EDGE' | 'REGIONAL';
  /** Made by the first version of API Gateway's API, which tells other things of it than the second. */
  readonly apiVersion: 1 | 2;
  readonly certificateArn: string | null;
  readonly securityPolicy: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Clients have to show a certificate. */
  readonly mutualTls?: { readonly truststoreUri: string; readonly truststoreVersion?: string };
  /** Where the definition makes it. */
  readonly logicalId?: string;
  readonly line?: number;
  /** `null`: its mappings are served. */
  readonly unsupported: string | null;
}

/** Where requests to a path of a custom domain go. */
export interface ApiMapping {
  readonly id: string;
  readonly domainName: string;
  /** Path without slashes at its ends, `orders/v1`; empty for the root. */
  readonly key: string;
  readonly apiId: string;
  /** `null`: the caller's path says it, after the key; of REST APIs only. */
  readonly stage: string | null;
}
