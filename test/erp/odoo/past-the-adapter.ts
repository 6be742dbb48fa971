import { z } from 'zod';
import type { OdooServer } from './server';

const answer = z.object({ result: z.unknown().optional(), error: z.unknown().optional() });

/** One call as the bookkeeper, by Odoo's older way of speaking, which both releases know: not by the adapter's code. */
export async function callOdoo(
  { url, database, password }: OdooServer,
  model: string,
  method: string,
  args: readonly unknown[],
  keywords: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const userId = await rpc(url, 'common', 'authenticate', [database, 'traede', password, {}]);
  return rpc(url, 'object', 'execute_kw', [database, userId, password, model, method, args, keywords]);
}

async function rpc(url: string, service: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const body = { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } };
  const response = await fetch(`${url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { result, error } = answer.parse(await response.json());
  if (error !== undefined)
    throw new Error(`Odoo refused ${method}: ${JSON.stringify(error).slice(0, 2_000)}`);
  return result;
}
