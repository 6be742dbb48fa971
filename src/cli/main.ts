import { ConfigError } from '../config/errors';
import { CommandError } from './command-error';
import { EXIT, type ExitCode } from './exit-codes';
import { productVersion } from './product-version';
import { buildProgram } from './program';
import { openTerminal } from './terminal';

/** Entry point of the command line. */
export async function main(args: readonly string[]): Promise<void> {
  // Whoever reads us may have read enough (`| head`).
  process.stdout.on('error', () => process.exit(EXIT.ok));
  let exitCode: ExitCode = EXIT.ok;
  const program = buildProgram(productVersion(), (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args);
  } catch (error) {
    const message = describe(error);
    process.stderr.write(`traede-sync: ${message}\n`);
    exitCode = EXIT.failed;
    // Whoever asked for JSON reads standard output, and must find the reason there as well.
    if (args.includes('--json'))
      openTerminal({ json: true }).result({ ok: false, exitCode, error: message }, () => message);
  }
  // Temporal's native runtime keeps the process alive when a start was refused half-way. Written is what was flushed.
  process.stdout.write('', () => process.exit(exitCode));
}

/** What people foresaw says all; what others say may leave the reason to its cause ("Failed to create schedule"). */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError || error instanceof CommandError) return error.message;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
