import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Living processes that work on a folder: PostgreSQL and Temporal name it in their arguments or stand in it. Zombies
 * have neither and do not count.
 */
export function processesOn(folder: string): readonly FoundProcess[] {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  return all
    .filter(
      ({ pid, command, cwd }) => pid !== process.pid && (command.includes(folder) || within(cwd, folder)),
    )
    .map(({ pid, command }) => ({ pid, command }));
}

interface ProcessFacts extends FoundProcess {
  readonly cwd: string;
}

function within(cwd: string, folder: string): boolean {
  return cwd === folder || cwd.startsWith(`${folder}/`);
}

function fromProc(): readonly ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(pid), command, cwd: readlinkSync(`/proc/${pid}/cwd`) }];
      } catch {
        // It ended while we looked, or is a zombie.
        return [];
      }
    });
}

/** Elsewhere the arguments have to do: the server processes name their folder there. */
function fromPs(): readonly ProcessFacts[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command, cwd: '' }];
  });
}
