import { connect, type TLSSocket } from 'node:tls';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** What a client of HTTP/2 says first: its preface, and empty settings. A server that takes it in answers with its own. */
const HTTP2_GREETING = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
/** Temporal's own default. */
const DEFAULT_PORT = 7233;
const ADDRESS = /^\[?([^\]]+?)\]?(?::(\d+))?$/;

export interface TlsFault {
  /** One sentence, with its remedy. */
  readonly meaning: string;
  /** Trying again cannot help. */
  readonly isCertain: boolean;
}

/**
 * What is wrong with the certificates between us and Temporal; `undefined` where they are in order, there are none, or
 * nobody answers within `timeoutMs`.
 */
export async function findTlsFault(
  { address, tls }: NativeConnectionOptions,
  timeoutMs: number,
): Promise<TlsFault | undefined> {
  if (address === undefined || tls === undefined || tls === null || tls === false) return undefined;
  const [, host = '', port] = ADDRESS.exec(address) ?? [];
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : tls;
  const expected = serverNameOverride ?? host;
  let socket: TLSSocket;
  try {
    socket = connect({
      host,
      port: Number(port ?? DEFAULT_PORT),
      ALPNProtocols: ['h2'],
      // An IP address is no name that a server could be asked for.
      ...(/^[\d.]+$|:/.test(expected) ? {} : { servername: expected }),
      ...(!serverRootCACertificate ? {} : { ca: Buffer.from(serverRootCACertificate) }),
      ...(!clientCertPair
        ? {}
        : { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
    });
  } catch (error) {
    return certain(meaningOf(error, address, expected));
  }
  const outcome = await outcomeOf(socket, timeoutMs);
  switch (outcome.kind) {
    case 'in-order':
    case 'no-answer':
      return undefined;
    case 'refused':
      return certain(meaningOf(outcome.error, address, expected));
    case 'closed': {
      // Some servers refuse a certificate without a word; one that is just restarting does the same.
      if (!clientCertPair) return undefined;
      const meaning = `Temporal at ${address} ends each connection without a word: it may not accept our client certificate; ${CLIENT_REMEDY}`;
      return { meaning, isCertain: false };
    }
  }
}

function certain(meaning: string | undefined): TlsFault | undefined {
  return meaning === undefined ? undefined : { meaning, isCertain: true };
}

type Outcome =
  | { readonly kind: 'in-order' | 'no-answer' | 'closed' }
  | { readonly kind: 'refused'; readonly error: Error };

/** How far the connection gets, until the server's first word of HTTP/2. */
function outcomeOf(socket: TLSSocket, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let isSecure = false;
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(end, timeoutMs, { kind: 'no-answer' });
    timer.unref();
    socket.on('error', (error: Error) => {
      const isReset = isSecure && codeOf(error) === 'ECONNRESET';
      end(isReset ? { kind: 'closed' } : { kind: 'refused', error });
    });
    socket.on('close', () => {
      end({ kind: isSecure ? 'closed' : 'no-answer' });
    });
    // A server that wants a certificate of ours says so after the handshake has ended for us.
    socket.once('secureConnect', () => {
      isSecure = true;
      socket.write(HTTP2_GREETING);
    });
    socket.once('data', () => {
      end({ kind: 'in-order' });
    });
  });
}

const CA_REMEDY = 'name the authority that signed it in TEMPORAL_TLS_SERVER_CA_CERT_PATH';
const CLIENT_REMEDY =
  'name a valid one, signed by an authority that the server knows, in TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH';

/** OpenSSL's codes that have a meaning for us; all else (refused, reset) is a server that is away, which may come back. */
function meaningOf(error: unknown, address: string, expected: string): string | undefined {
  const code = codeOf(error);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `the certificate of Temporal at ${address} has expired; whoever runs the server must renew it`;
    case 'CERT_NOT_YET_VALID':
      return `the certificate of Temporal at ${address} is not valid yet; check the clock of this machine`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return `the certificate of Temporal at ${address} is signed by an authority that is not trusted here (${code}); ${CA_REMEDY}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of Temporal at ${address} is for another name than ${expected}; correct TEMPORAL_ADDRESS, or name the one in the certificate in TEMPORAL_TLS_SERVER_NAME`;
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
      return `Temporal at ${address} wants a client certificate; ${CLIENT_REMEDY}`;
    case 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED':
      return `Temporal at ${address} says that our client certificate has expired; ${CLIENT_REMEDY}`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `Temporal at ${address} speaks no TLS; correct TEMPORAL_ADDRESS, or unset TEMPORAL_API_KEY and the TEMPORAL_TLS_* variables (or set TEMPORAL_TLS=false)`;
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return `our client certificate and its key do not belong together; correct TEMPORAL_TLS_CLIENT_CERT_PATH or TEMPORAL_TLS_CLIENT_KEY_PATH`;
  }
  if (code.startsWith('ERR_SSL_') && code.includes('ALERT')) {
    return `Temporal at ${address} does not accept our client certificate (${code}); ${CLIENT_REMEDY}`;
  }
  // Thrown while reading our own files, before anything is sent.
  if (code.startsWith('ERR_OSSL_')) {
    return `a certificate or key for Temporal cannot be read as PEM (${code}); check the files that the TEMPORAL_TLS_* variables name`;
  }
  return undefined;
}

function codeOf(error: unknown): string {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : '';
}
