import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import { ProxyFailure, proxyAdvice } from './proxy-failure.ts';
import { placeOf, type Way } from './way.ts';

/** Why no connection came about: the end of a sentence, and what to do about it. */
export interface ConnectionFault {
  readonly because: string;
  readonly next: readonly string[];
}

interface Attempt {
  readonly url: URL;
  readonly way: Way;
  /** Given out by the other side, where it got so far. */
  readonly certificate?: PeerCertificate | DetailedPeerCertificate | undefined;
}

/** What an error of Node's sockets or TLS means for whoever wanted to reach the URL. */
export function connectionFault(error: Error, attempt: Attempt): ConnectionFault {
  if (error instanceof ProxyFailure) return { because: error.message, next: proxyAdvice(error) };
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    certificateFault(code, attempt) ??
    handshakeFault(`${code} ${error.message}`, attempt) ??
    socketFault(error, attempt)
  );
}

/** `code` is OpenSSL's, as Node gives it as `authorizationError` too. `null` where it is none about certificates. */
export function certificateFault(code: string, attempt: Attempt): ConnectionFault | null {
  const { url, way, certificate } = attempt;
  const host = url.hostname;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      because: `the certificate that it shows is for ${namesIn(certificate)}, not for ${host}`,
      next: [
        way.connectTo === null
          ? 'Call it by a name that the certificate has, or renew the certificate of the custom domain.'
          : 'Check --connect-to: another server answers there.',
      ],
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const expired = code === 'CERT_HAS_EXPIRED';
    const date = expired ? certificate?.valid_to : certificate?.valid_from;
    return {
      because: `its certificate ${expired ? 'has expired' : 'is not valid yet'}${date === undefined ? '' : ` (${expired ? 'on' : 'before'} ${date})`}`,
      next: [expired ? 'Renew it; and check the clock of this machine.' : 'Check the clock of this machine.'],
    };
  }
  if (!/SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_UNTRUSTED|INVALID_CA|CERT_SIGNATURE/.test(code)) return null;
  const proxy = way.proxyOf(url);
  return {
    because: `its certificate was issued by ${nameIn(certificate?.issuer) || 'an authority'}, which is not trusted here`,
    next: [
      ...(proxy === null
        ? []
        : [`The proxy ${proxy.shown} may open TLS connections and show certificates of its own.`]),
      "Name the authority's certificate (PEM): --cacert FILE, ca in the config's transport, or NODE_EXTRA_CA_CERTS=FILE for everything.",
    ],
  };
}

/** TLS alerts and what else ends a handshake. */
function handshakeFault(text: string, { way, url }: Attempt): ConnectionFault | null {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE/i.test(text)) {
    return {
      because: `what answers there does not speak TLS`,
      next: ['Check the port; a server without TLS is named http://…'],
    };
  }
  const alert = /alert[_ ]?(?:number)?[_ ]?([a-z_ ]+)/i.exec(text.replace(/sslv3|tlsv1[_ ]?3?/gi, ''))?.[1];
  if (alert === undefined) return null;
  const reason = alert.toLowerCase().replaceAll('_', ' ').trim();
  if (/certificate|handshake failure|unknown ca|access denied/.test(reason))
    return mutualTls(way, `: ${reason}`);
  return {
    because: `${url.hostname} ended the TLS handshake: ${reason}`,
    next: ["Its TLS versions and ciphers have none in common with this machine's."],
  };
}

/** What a server means that hangs up on TLS clients without the right certificate. */
export function mutualTls({ tls }: Way, said: string): ConnectionFault {
  return tls.cert === undefined
    ? {
        because: `it hangs up on clients without a certificate (mutual TLS)${said}`,
        next: [
          "Show one: --cert client.pem --key client-key.pem, or clientCertificate in the config's transport.",
        ],
      }
    : {
        because: `it refuses the client certificate${said}`,
        next: [
          'Show one that an authority in the truststore of its domain has issued, and that has not expired.',
        ],
      };
}

function socketFault({ code = '', message }: NodeJS.ErrnoException, { url, way }: Attempt): ConnectionFault {
  const { host: name, port } = way.connectTo ?? placeOf(url);
  const place = `${name}:${port}`;
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: `nothing listens at ${place}`,
    ENOTFOUND: `there is no host named ${name}`,
    EAI_AGAIN: `the name ${name} can't be looked up right now`,
    EHOSTUNREACH: `there is no way to ${place}`,
    ENETUNREACH: `there is no way to ${place}`,
    ETIMEDOUT: `${place} does not answer`,
  };
  if (code === 'ECONNRESET' && url.protocol === 'https:') {
    return {
      ...mutualTls(way, ''),
      because: `${place} closed the connection in the TLS handshake, as servers do that want another client certificate or none of this name`,
    };
  }
  if (code === 'ENOTFOUND' && /\.execute-api\./.test(name)) {
    return {
      because: `there is no host named ${name}`,
      next: [
        'The API was deleted, or its id or region is wrong; or it is PRIVATE, and its name resolves only inside its VPC:',
        'there, or through a tunnel, --connect-to VPC_ENDPOINT_HOST:443 leads to it.',
      ],
    };
  }
  return {
    because: known[code] ?? `${place}: ${message}`,
    next: ['Check the URL, and whether this machine may connect there (VPN, proxy, private endpoint).'],
  };
}

const mostNames = 4;

function namesIn(certificate: PeerCertificate | undefined): string {
  const names = (certificate?.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name !== '')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''));
  if (names.length === 0) return nameIn(certificate?.subject) || 'another name';
  const more = names.length - mostNames;
  return `${names.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function nameIn(holder: PeerCertificate['subject'] | undefined): string {
  return String(holder?.CN ?? holder?.O ?? '');
}
