/**
 * How requests get to a target's host, where that is not the plain way. Everything that calls a target goes by it alike: the gate,
 * k6, and the looks at a connection. What the whole machine goes by stays where it is: a proxy in `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
 */
export interface Transport {
  /**
   * `HOST:PORT` that connections are opened to in place of the invoke URL's host, whose name stays that of TLS and of the `Host`
   * header (curl's `--connect-to`): a VPC endpoint, a tunnel's end.
   */
  readonly connectTo?: string;
  /** Sent with every request, beside what the contract says: `x-apigw-api-id` of a PRIVATE endpoint, a `Host`. No secrets. */
  readonly headers?: { readonly [name: string]: string };
  /** For mutual TLS; paths of PEM files, from the project's root. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** Path of a PEM file with the authorities that are trusted beside the system's. */
  readonly ca?: string;
}
