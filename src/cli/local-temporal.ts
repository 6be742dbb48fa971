import type { DataFolder } from '../embedded/data-folder';
import type { Environment } from '../config/environment';
import { resolveTemporalCli } from '../temporal/binaries/temporal-cli';
import type { BinaryProgress } from '../temporal/binaries/progress';
import { startDevServer, type DevServer } from '../temporal/dev-server';
import type { Terminal } from './terminal';

/** Finds (or fetches, with progress) Temporal's CLI and starts its development server on the data folder. */
export async function startLocalTemporal(
  folder: DataFolder,
  environment: Environment,
  terminal: Terminal,
): Promise<DevServer> {
  const { path } = await resolveTemporalCli({ environment, onProgress: reporter(terminal) });
  return startDevServer({ cliPath: path, folder: folder.temporal, logFile: folder.log('temporal') });
}

/** Tenths of a download without a terminal; with one the line is rewritten. */
const STEPS = 10;

function reporter(terminal: Terminal): (progress: BinaryProgress) => void {
  let lastStep = -1;
  return ({ step, message, receivedBytes, totalBytes }) => {
    if (step === 'search' || step === 'ready') return;
    if (receivedBytes === undefined) {
      terminal.say(message);
      return;
    }
    const megabytes = Math.round(receivedBytes / 1e6);
    const share = totalBytes === undefined ? undefined : receivedBytes / totalBytes;
    const text = share === undefined ? `${megabytes} MB` : `${megabytes} MB, ${Math.floor(share * 100)} %`;
    if (terminal.interactive) process.stderr.write(`\r${message}: ${text}   ${share === 1 ? '\n' : ''}`);
    else if (share !== undefined && Math.floor(share * STEPS) > lastStep) {
      lastStep = Math.floor(share * STEPS);
      terminal.say(`${message}: ${text}`);
    }
  };
}
