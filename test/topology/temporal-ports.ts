import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { z } from 'zod';
import { LOOPBACK } from '../../src/embedded/ports';

/** What one process with all four services listens on, by the variables that its configuration is rendered from. */
const VARIABLES = [
  'FRONTEND_GRPC_PORT',
  'FRONTEND_HTTP_PORT',
  'FRONTEND_MEMBERSHIP_PORT',
  'MATCHING_GRPC_PORT',
  'MATCHING_MEMBERSHIP_PORT',
  'HISTORY_GRPC_PORT',
  'HISTORY_MEMBERSHIP_PORT',
  'WORKER_GRPC_PORT',
  'WORKER_MEMBERSHIP_PORT',
] as const;

export type TemporalPorts = Readonly<Record<(typeof VARIABLES)[number], number>>;

const portsFile = z.record(z.enum(VARIABLES), z.number().int());

/** Kept where they are: a server looks for its own members of the last time, under the ports that they had. */
export async function choosePorts(file: string, grpcPort: number): Promise<TemporalPorts> {
  const kept = existsSync(file) ? portsFile.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const ports =
    kept?.success === true && (await areFree(Object.values(kept.data)))
      ? kept.data
      : await newPorts(grpcPort);
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

async function newPorts(grpcPort: number): Promise<TemporalPorts> {
  const held: Server[] = [];
  try {
    // All are held at once, so that none is named twice.
    for (const name of VARIABLES)
      held.push(await holdSome(name === 'FRONTEND_GRPC_PORT' ? grpcPort : undefined));
    return portsFile.parse(Object.fromEntries(VARIABLES.map((name, index) => [name, portOf(held[index])])));
  } finally {
    await Promise.all(held.map(release));
  }
}

/** The preferred one where it is free, else one that is. */
async function holdSome(preferred: number = randomPort()): Promise<Server> {
  let port = preferred;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await hold(port);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error;
      port = randomPort();
    }
  }
}

/** Few ports are taken on a machine. */
const MAX_ATTEMPTS = 50;
/** The members' table on PostgreSQL keeps ports as `smallint`: those that a system names by itself are above, and refused. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_767;

function randomPort(): number {
  return randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  const held = await Promise.allSettled(ports.map(hold));
  await Promise.all(held.flatMap((result) => (result.status === 'fulfilled' ? [release(result.value)] : [])));
  return held.every(({ status }) => status === 'fulfilled');
}

function hold(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      resolve(server);
    });
  });
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (typeof address !== 'object' || address === null) throw new Error('a server without a port');
  return address.port;
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
