import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import forge from 'node-forge';

export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface Naming {
  readonly commonName: string;
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  /** Default: tomorrow. */
  readonly notAfter?: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

/** An authority of its own, and certificates that it issues. */
export function makeAuthority(commonName = 'Example Corp CA') {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const subject = [{ name: 'commonName', value: commonName }];
  const sign = (publicPem: string, of: forge.pki.CertificateField[], extensions: object[], end: Date) => {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(publicPem);
    certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(12))}`;
    certificate.validity.notBefore = new Date(Date.now() - 30 * dayMs);
    certificate.validity.notAfter = end;
    certificate.setSubject(of);
    certificate.setIssuer(subject);
    certificate.setExtensions(extensions);
    certificate.sign(forge.pki.privateKeyFromPem(keys.privateKey), forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate);
  };
  const tomorrow = new Date(Date.now() + dayMs);
  const cert = sign(
    keys.publicKey,
    subject,
    [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
    tomorrow,
  );
  return {
    cert,
    issue({ commonName: name, names = [], addresses = [], notAfter = tomorrow }: Naming): Issued {
      const own = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      });
      const altNames = [
        ...names.map((value) => ({ type: 2, value })),
        ...addresses.map((ip) => ({ type: 7, ip })),
      ];
      const extensions = [
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        ...(altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }]),
      ];
      const subjectOf = [{ name: 'commonName', value: name }];
      return { cert: sign(own.publicKey, subjectOf, extensions, notAfter), key: own.privateKey };
    },
  };
}

/** Writes PEM files into a folder of their own. */
export function pemFolder(files: { readonly [name: string]: string }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatewright-pem-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return {
    file: (name: string) => path.join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers: http.IncomingHttpHeaders;
  /** The name in the TLS handshake. */
  readonly servername: string;
  /** Common name of the client's certificate. */
  readonly client: string | null;
}

/** A server over TLS that answers JSON, and remembers what it saw. */
export async function secureServer(
  identity: Issued,
  options: {
    readonly clientCa?: string;
    readonly maxVersion?: 'TLSv1.2';
    readonly requestIdHeader?: string;
  } = {},
) {
  const seen: Seen[] = [];
  let connections = 0;
  const { clientCa, maxVersion } = options;
  const server = https.createServer(
    {
      ...identity,
      ...(maxVersion === undefined ? {} : { maxVersion }),
      ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
    },
    (request, response) => {
      const socket = request.socket as tls.TLSSocket;
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        host: request.headers.host ?? '',
        headers: request.headers,
        servername: (socket as { servername?: string | false }).servername || '',
        client: String(socket.getPeerCertificate()?.subject?.CN ?? '') || null,
      });
      response.setHeader('content-type', 'application/json');
      response.setHeader(options.requestIdHeader ?? 'x-amzn-requestid', crypto.randomUUID());
      response.setHeader('x-amz-apigw-id', 'abc=');
      if (request.url?.includes('no-such-')) {
        response.statusCode = 403;
        response.setHeader('x-amzn-errortype', 'MissingAuthenticationTokenException');
        response.end('{"message":"Missing Authentication Token"}');
      } else response.end('{"ok":true}');
    },
  );
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => connections,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** TLS before a plain server on this machine: what clients show is remembered. */
export async function tlsFront(
  identity: Issued,
  options: { readonly port: number; readonly clientCa?: string },
) {
  const shown: { readonly servername: string; readonly client: string | null }[] = [];
  const { clientCa } = options;
  const sockets = new Set<net.Socket>();
  const demands = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  const server = tls.createServer({ ...identity, ...demands }, (socket) => {
    const { servername } = socket as { servername?: string | false };
    shown.push({
      servername: servername || '',
      client: String(socket.getPeerCertificate()?.subject?.CN ?? '') || null,
    });
    const upstream = net.connect(options.port, '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    shown,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
