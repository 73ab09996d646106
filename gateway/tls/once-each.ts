import type { X509Certificate } from 'node:crypto';

/** Looks at each certificate once: it comes with every request of its connection, and a signature takes long to check. */
export function onceEach<Found>(
  look: (certificate: X509Certificate) => Found,
): (certificate: X509Certificate) => Found {
  const known = new WeakMap<X509Certificate, { readonly found: Found }>();
  return (certificate) => {
    const one = known.get(certificate) ?? { found: look(certificate) };
    known.set(certificate, one);
    return one.found;
  };
}
