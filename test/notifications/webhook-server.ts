import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A real HTTP server that stands in for Slack, Teams or a program of somebody's own. */
export interface WebhookServer {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** How the next calls are answered, until it is changed; default 200 `ok`. */
  answer: (response: ServerResponse) => void;
  stop(): Promise<void>;
}

/** Part of the address: whoever has it can write into the chat. */
export const WEBHOOK_SECRET = 'T000-B000-canary-webhook-secret';

export async function startWebhookServer(): Promise<WebhookServer> {
  const calls: ReceivedCall[] = [];
  const state = {
    answer: (response: ServerResponse): void => {
      response.end('ok');
    },
  };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      calls.push({
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? null : (JSON.parse(text) as unknown),
      });
      state.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/services/${WEBHOOK_SECRET}`,
    calls,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

export function answering(status: number, body = '', headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, headers).end(body);
  };
}
