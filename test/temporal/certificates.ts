import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate and its key, as files in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /**
   * Signs a certificate for this machine's loopback address, or for other names. `days` below zero: it has expired.
   * @param names as OpenSSL writes them: `DNS:traede.test`
   */
  issue(name: string, days?: number, names?: readonly string[]): Certificate;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const NAMES = ['DNS:localhost', 'DNS:temporal.internal', 'IP:127.0.0.1'];

/** A certificate authority of its own, made by OpenSSL in `folder`. */
export function makeAuthority(folder: string, name: string): Authority {
  const file = (kind: string): string => join(folder, `${name}.${kind}`);
  const authority = { certificate: file('pem'), key: file('key') };
  const subject = ['-subj', `/CN=${name}`];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', authority.key, '-out', authority.certificate, ...subject);
  return {
    ...authority,
    issue(issued, days = 2, names = NAMES) {
      const path = (kind: string): string => join(folder, `${name}-${issued}.${kind}`);
      const [certificate, key, request] = [path('pem'), path('key'), path('csr')];
      const wanted = ['-subj', `/CN=${issued}`, '-addext', `subjectAltName=${names.join(',')}`];
      openssl('req', ...NEW_KEY, '-keyout', key, '-out', request, ...wanted);
      const signer = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'];
      const copied = ['-copy_extensions', 'copy', '-days', String(days)];
      openssl('x509', '-req', '-in', request, ...signer, ...copied, '-out', certificate);
      return { certificate, key };
    },
  };
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
