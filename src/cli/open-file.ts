import { spawn } from 'node:child_process';
import { CommandError } from './command-error';

/** What opens a file with the program that a person has chosen for its kind. */
function openerOf(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'open';
    case 'win32':
      return 'explorer.exe';
    default:
      return 'xdg-open';
  }
}

/** Default: the one that we run on. */
export interface Desktop {
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
}

/** Opens a file of ours in the browser, which goes on without us. @throws CommandError where nothing can open it */
export async function openFile(
  path: string,
  { platform = process.platform, env }: Desktop = {},
): Promise<void> {
  const program = openerOf(platform);
  const child = spawn(program, [path], {
    detached: true,
    stdio: 'ignore',
    ...(env === undefined ? {} : { env }),
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', () => {
      reject(new CommandError(`${program} could not be started: open ${path} yourself`));
    });
  });
  child.unref();
}
