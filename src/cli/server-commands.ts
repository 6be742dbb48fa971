import { hostname } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { codecServer } from './commands/codec-server';
import { health } from './commands/health';
import { simulator } from './commands/simulator';
import { worker } from './commands/worker';
import { metricsAddressOf } from '../config/metrics-address';
import {
  command,
  contextOf,
  example,
  metricsOption,
  type CommonFlags,
  type Finish,
  type MetricsFlags,
} from './flags';

/** What process managers and containers run: the worker, its health check, and the simulator for a trial. */
export function addServerCommands(program: Command, finish: Finish): void {
  command(program, 'worker', 'run one worker against the configured Temporal, PostgreSQL and TRAEDE')
    .option('--system <id...>', 'only these systems, and nothing that is for the whole deployment')
    .addOption(metricsOption())
    .addHelpText(
      'after',
      example(
        'traede-sync worker',
        'traede-sync worker --system acme --system beta',
        'traede-sync worker --metrics-address 127.0.0.1:9464',
      ),
    )
    .action(async ({ system, ...flags }: ServedFlags & MetricsFlags) => {
      const serves = system === undefined ? 'everything' : 'its-systems';
      const context = contextOf(flags, system);
      const metricsAddress = metricsAddressOf(context.environment, flags.metricsAddress);
      finish(await worker({ ...context, serves, metricsAddress }));
    });
  command(program, 'health', 'whether a worker of this machine asks for work; exit code 0 or 1')
    .option('--host <name>', 'the machine or container that is meant', hostname())
    .option('--system <id...>', 'every one of these systems is to be served there (default: any)')
    .addHelpText('after', example('traede-sync health', 'traede-sync health --host worker-1 --json'))
    .action(async ({ host, system, ...flags }: ServedFlags & { readonly host: string }) => {
      finish(await health({ ...contextOf(flags, system), host, wantsEach: system !== undefined }));
    });
  addSimulator(program, finish);
  addCodecServer(program, finish);
}

interface ServedFlags extends CommonFlags {
  readonly system?: readonly string[];
}

interface SimulatorFlags extends CommonFlags {
  readonly host: string;
  readonly port: number;
  readonly growing?: true;
}

const HIGHEST_PORT = 65_535;

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= HIGHEST_PORT) return port;
  throw new InvalidArgumentError(`A whole number from 0 (any that is free) to ${HIGHEST_PORT}.`);
}

function addSimulator(program: Command, finish: Finish): void {
  command(program, 'simulator', 'run the TRAEDE simulator alone, for workers of a trial')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <port>', 'on which port', parsePort, 4010)
    .option('--growing', 'new documents arrive while it runs')
    .addHelpText('after', example('traede-sync simulator --growing', 'traede-sync simulator --port 0'))
    .action(async ({ host, port, growing, ...flags }: SimulatorFlags) => {
      finish(await simulator({ ...contextOf(flags), host, port, growing: growing === true }));
    });
}

interface CodecServerFlags extends CommonFlags {
  readonly host: string;
  readonly port: number;
  readonly uiOrigin?: string;
  readonly encode?: true;
}

function addCodecServer(program: Command, finish: Finish): void {
  command(program, 'codec-server', "decrypt for Temporal's UI what TRAEDE_SYNC_CODEC_KEYS encrypts")
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <port>', 'on which port', parsePort, 8234)
    .option(
      '--ui-origin <url>',
      "whose pages it answers (default: Temporal's UI as the environment names it)",
    )
    .option('--encode', 'encrypts too, for signals sent from the UI')
    .addHelpText(
      'after',
      example('traede-sync codec-server', 'traede-sync codec-server --ui-origin https://cloud.temporal.io'),
    )
    .action(async ({ host, port, uiOrigin, encode, ...flags }: CodecServerFlags) => {
      finish(await codecServer({ ...contextOf(flags), host, port, uiOrigin, mayEncode: encode === true }));
    });
}
