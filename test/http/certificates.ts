import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** The file of an authority that no machine trusts by itself: for `NODE_EXTRA_CA_CERTS`. */
  readonly authorityFile: string;
  /** A server's certificate of that authority, for the names that were asked for. */
  readonly cert: string;
  readonly key: string;
}

/** Made by OpenSSL in `folder`, for one day. */
export function makeCertificates(folder: string, names: readonly string[]): Certificates {
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '1'],
    ...['-subj', '/CN=authority of a test'],
  );
  openssl('req', ...key, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=server of a test');
  writeFileSync(file('names.cnf'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  openssl(
    ...['x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial'],
    ...['-out', 'cert.pem', '-days', '1', '-extfile', 'names.cnf'],
  );
  return {
    authorityFile: file('ca.pem'),
    cert: readFileSync(file('cert.pem'), 'utf8'),
    key: readFileSync(file('key.pem'), 'utf8'),
  };
}
