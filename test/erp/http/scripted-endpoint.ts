import { createServer, type IncomingHttpHeaders } from 'node:http';

/** What an endpoint answers, however mad. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScriptedEndpoint {
  readonly url: string;
  /** From now on this is answered, to every call. */
  answer(answer: ScriptedAnswer | ((body: string, path: string) => ScriptedAnswer)): void;
  readonly requests: readonly {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  /** Connections that were opened so far. */
  connections(): number;
  close(): Promise<void>;
}

export async function startScriptedEndpoint(): Promise<ScriptedEndpoint> {
  let script: (body: string, path: string) => ScriptedAnswer = () => ({ status: 500, body: '' });
  const requests: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const path = request.url ?? '';
      requests.push({ path, headers: request.headers, body });
      const answer = script(body, path);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  // It never closes an idle connection, nor says when it would: what the client does is its own doing.
  server.keepAliveTimeout = 0;
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answer(answer) {
      script = typeof answer === 'function' ? answer : () => answer;
    },
    requests,
    connections: () => connections,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
