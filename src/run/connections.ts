/** What opening connections to a target took. Histograms are HdrHistogram V2, compressed, base64; whole microseconds. */
export interface ConnectionMeasurement {
  /** By measured requests, and by those of the warm-up. */
  readonly opened: number;
  readonly openedInWarmUp: number;
  /** Answered measured requests that were the first of their connection, on both clocks. */
  readonly service: string;
  readonly response: string;
  /** Of all connections, the warm-up's as well: TCP, TLS, and what is left, which is DNS and waiting for a free socket. */
  readonly connecting: string;
  readonly tls: string;
  readonly waiting: string;
  /** The fastest TCP handshake: what the network takes there and back at the least. `null` where none was seen. */
  readonly connectFloorMs: number | null;
  /**
   * Measured requests whose open connection broke before an answer, as far as it shows: Go's HTTP client sends a GET once more on another one
   * (https://pkg.go.dev/net/http#Transport), and k6 tells of it only that the request waited as long as opening one takes. Missing where there were none.
   */
  readonly sentAgain?: number;
  /** `HTTP/1.1`, `HTTP/2.0 tls1.3` and how many virtual users spoke it. */
  readonly protocols: { readonly [protocol: string]: number };
}
