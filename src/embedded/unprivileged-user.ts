import { execFileSync } from 'node:child_process';

/** The user that PostgreSQL runs as when we are root (it refuses to run as root). Exists on Linux and macOS. */
const UNPRIVILEGED_USER = 'nobody';

/** Of util-linux, so on every Linux of note; absent on macOS. */
const SETPRIV = 'setpriv';

/** How to run a program that refuses root: which user, and a command to put before it. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
  /** Words before the command, e.g. `setpriv --reuid=…`. */
  readonly prefix: readonly string[];
}

const AS_OURSELVES: RunAs = { prefix: [] };

/** As ourselves, or, when we are root, as an unprivileged user. */
export function unprivileged(): RunAs {
  if (process.getuid?.() !== 0) return AS_OURSELVES;
  const uid = numericId('-u');
  const gid = numericId('-g');
  const prefix = keepingAccess(uid, gid).find(canRun);
  return prefix === undefined ? { uid, gid, prefix: [] } : { prefix };
}

/**
 * Data and programs often lie below folders that only root may enter (`/root`, a `mktemp -d`). The one capability that
 * is kept lets the unprivileged process pass through them; it is no longer root, which is what PostgreSQL asks for.
 * PostgreSQL looks for its own programs with access(2), before which Linux takes capabilities away from all but root,
 * unless `no_setuid_fixup` is set. Where that may not be set, the second way serves as long as the programs lie in the open.
 */
function keepingAccess(uid: number, gid: number): readonly (readonly string[])[] {
  const capability = '+dac_override';
  const asOther = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
  ];
  return [
    [SETPRIV, '--securebits=+no_setuid_fixup', ...asOther],
    [SETPRIV, ...asOther],
  ];
}

function canRun(prefix: readonly string[]): boolean {
  try {
    execFileSync(SETPRIV, [...prefix.slice(1), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function numericId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, UNPRIVILEGED_USER], { encoding: 'utf8' }).trim());
}
