/** What the door of a target is like, learnt without asking its API anything: `RUN_DIR/connections.json`. */
export interface Connection {
  /** Name of the target. */
  readonly target: string;
  readonly host: string;
  /** ISO 8601. */
  readonly observedAt: string;
  /** `null` where no TLS connection came about. */
  readonly tls: TlsObservation | null;
  /** Versions of TLS that nobody should speak any more (RFC 8996). */
  readonly oldProtocols: readonly OldProtocol[];
  readonly plainHttp: PlainHttp;
  /** The API's own address beside a custom domain; `null` where the invoke URL is it, or it isn't known. */
  readonly defaultEndpoint: DefaultEndpoint | null;
}

export interface TlsObservation {
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** Why the certificate isn't trusted, or `null`. */
  readonly distrust: string | null;
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    /** ISO 8601. */
    readonly validTo: string;
  } | null;
}

export interface OldProtocol {
  readonly protocol: 'TLSv1' | 'TLSv1.1';
  /** `null`: this machine couldn't ask. */
  readonly accepted: boolean | null;
}

/** `silent`: nobody listens on port 80, or nothing came back. */
export type PlainHttp =
  | { readonly kind: 'silent' }
  | { readonly kind: 'answered'; readonly status: number; readonly location: string | null };

/** What it said to a path that no route has, sent without credentials. */
export interface DefaultEndpoint {
  readonly url: string;
  /** `null`: no answer came. */
  readonly status: number | null;
  readonly message: string | null;
}

/** Whether the host is this machine, whose transport says nothing about a deployment. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(name) || name === '::1'
  );
}

/** Whether the host is an API's own address, and no domain in front of it. */
export function isDefaultEndpoint(host: string): boolean {
  return /(^|\.)[a-z0-9]+\.execute-api\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws|localhost)$/i.test(host);
}
