/**
 * What k6 needs from the machine: where programs, home and temporary files are, which certificates are
 * trusted and which proxy leads out. Nothing else reaches it, so that neither a `K6_…` variable of the
 * shell changes a measurement nor a secret that the plan doesn't name gets near a script.
 */
const inherited = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TZ',
  'LANG',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'GODEBUG',
  'GOMAXPROCS',
  'GOMEMLIMIT',
] as const;

/** The environment of a k6 process: `given`, and of the machine's only what k6 needs to work. */
export function generatorEnvironment(
  given: Readonly<Record<string, string>>,
  machine: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = machine[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    ...given,
    // k6 would otherwise fetch another binary of itself for an import that it doesn't know.
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  };
}
