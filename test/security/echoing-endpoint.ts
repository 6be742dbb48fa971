import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What happens to a call: it passes, its answer is lost, or something answers instead, quoting all that it was sent. */
export type Treatment =
  'passes' | 'lost' | { readonly status: number; readonly body: (quoted: string) => string };

/** The endpoint of an ERP in front of a real one; careless: its errors quote requests with their headers. */
export interface EchoingEndpoint {
  readonly url: string;
  /** How calls are treated from now on. Default: all pass. */
  treat: (call: SentCall) => Treatment;
  stop(): Promise<void>;
}

export async function startEchoingEndpoint(target: string): Promise<EchoingEndpoint> {
  const state: Pick<EchoingEndpoint, 'treat'> = { treat: () => 'passes' };
  const server = createServer((incoming, response) => {
    void handle(incoming, response).catch(() => response.destroy());
  });
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const call = { method, path, headers, body: await textOf(incoming) };
    const treatment = state.treat(call);
    if (treatment === 'passes') await pass(target, call, response);
    else if (treatment === 'lost') response.destroy();
    else response.writeHead(treatment.status).end(treatment.body(JSON.stringify(call)));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function pass(
  target: string,
  { method, path, headers, body }: SentCall,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = forward(
      `${target}${path}`,
      { method, agent: false, headers: { ...headers, connection: 'close' } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response).on('finish', resolve);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
