import { variable } from '../../config/environment';
import { ConfigError } from '../../config/errors';
import { CODEC_KEYS_VARIABLE, codecKeysFromEnvironment } from '../../temporal/codec/keys';
import { createPayloadCodec } from '../../temporal/codec/payload-codec';
import { startCodecServer } from '../../temporal/codec/server';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { findTemporal } from '../temporal-target';

/** Asked for by the codec server as `Authorization: Bearer …`. */
const TOKEN_VARIABLE = 'TRAEDE_SYNC_CODEC_TOKEN';
/** Where the UI of `up` is by default. */
const DEFAULT_UI_ORIGIN = 'http://localhost:8233';
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

export interface CodecServerCommandOptions extends CommandContext {
  readonly host: string;
  readonly port: number;
  /** Default: that of the UI which links lead to. */
  readonly uiOrigin: string | undefined;
  readonly mayEncode: boolean;
}

/** Runs the codec server until Ctrl-C. */
export async function codecServer(options: CodecServerCommandOptions): Promise<ExitCode> {
  const { environment, terminal, host, port, mayEncode } = options;
  const keys = codecKeysFromEnvironment(environment);
  if (keys === undefined) {
    throw new ConfigError(
      `nothing to decode with: set ${CODEC_KEYS_VARIABLE} (or ${CODEC_KEYS_VARIABLE}_FILE)`,
    );
  }
  const token = variable(environment, TOKEN_VARIABLE);
  if (token === undefined && !LOOPBACK.includes(host)) {
    throw new ConfigError(
      `on ${host}, everybody who reaches it could decrypt: set ${TOKEN_VARIABLE}, or listen on 127.0.0.1`,
    );
  }
  const uiOrigin = originOf(options);
  const interruption = listenForInterruption();
  const server = await startCodecServer({
    codec: createPayloadCodec(keys),
    ...{ host, port, uiOrigin, token, mayEncode },
  });
  try {
    terminal.say(
      `the codec server answers at ${server.url} to pages of ${uiOrigin}: set it in Temporal's UI as the codec server; Ctrl-C ends it`,
    );
    await interruption.happened;
    return EXIT.ok;
  } finally {
    await server.close();
    interruption.stopListening();
  }
}

function originOf({ uiOrigin, folder, environment }: CodecServerCommandOptions): string {
  const address = uiOrigin ?? findTemporal(folder, environment)?.uiUrl ?? DEFAULT_UI_ORIGIN;
  if (URL.canParse(address)) return new URL(address).origin;
  throw new CommandError(`--ui-origin ${address} is no address; write it as https://cloud.temporal.io`);
}
