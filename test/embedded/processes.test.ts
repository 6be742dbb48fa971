import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announce, announced, dataFolder, hasData, occupy } from '../../src/embedded/data-folder';
import { lock, tryLock } from '../../src/embedded/lock-file';
import { freePort, isListening, LOOPBACK } from '../../src/embedded/ports';
import {
  identityOf,
  isRunning,
  ownIdentity,
  programOf,
  readIdentity,
  type ProcessIdentity,
} from '../../src/embedded/process-identity';

/** Above any pid that systems give. */
const NO_PID = 2 ** 30;

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traede-embedded-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function otherProcess(): Promise<ProcessIdentity & { end(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  children.push(child);
  await new Promise((resolve) => child.once('spawn', resolve));
  const identity = identityOf(child.pid ?? NO_PID);
  if (identity === undefined) throw new Error('the other process did not start');
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  return { ...identity, end };
}

describe('the identity of a process', () => {
  it('names a living process, and no ended one', async () => {
    const other = await otherProcess();
    expect([isRunning(ownIdentity()), isRunning(other)]).toEqual([true, true]);
    await other.end();
    expect(isRunning(other)).toBe(false);
    expect(identityOf(NO_PID)).toBeUndefined();
  });

  it('does not take another process with the same pid for it', () => {
    expect(isRunning({ ...ownIdentity(), startedAt: 'another time' })).toBe(false);
  });

  it('knows the program', () => {
    expect(programOf(process.pid)).toMatch(/node|MainThread|jest/i);
    expect(programOf(NO_PID)).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '{"pid":"1","startedAt":"2"}', '{"pid":1}'])('is not in %j', (text) => {
    const file = join(folder, 'identity');
    writeFileSync(file, text);
    expect(readIdentity(file)).toBeUndefined();
  });

  it('is read as it was written, and not from a file that is not there', () => {
    const file = join(folder, 'identity');
    writeFileSync(file, JSON.stringify(ownIdentity()));
    expect(readIdentity(file)).toEqual(ownIdentity());
    expect(readIdentity(join(folder, 'none'))).toBeUndefined();
  });
});

describe('the lock file', () => {
  const path = () => join(folder, 'deep', 'lock');
  const leaveLockOf = (holder: string) => {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(path(), holder);
  };

  it('answers with its holder while that lives, and is free after its release', () => {
    const held = tryLock(path());
    if (!('release' in held)) throw new Error('the lock was not free');
    expect(tryLock(path())).toEqual(ownIdentity());
    held.release();
    const again = tryLock(path());
    expect('release' in again).toBe(true);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['lock']);
  });

  it('is taken over from a process that has died, though its pid lives again', async () => {
    const other = await otherProcess();
    leaveLockOf(JSON.stringify({ pid: other.pid, startedAt: other.startedAt }));
    expect(tryLock(path())).toEqual({ pid: other.pid, startedAt: other.startedAt });
    await other.end();
    expect('release' in tryLock(path())).toBe(true);
    rmSync(join(folder, 'deep'), { recursive: true });
    leaveLockOf(JSON.stringify({ ...ownIdentity(), startedAt: 'before a reboot' }));
    expect('release' in tryLock(path())).toBe(true);
  });

  it.each(['', '{"pid":', 'nonsense'])('is taken over where a crash left %j in it', (text) => {
    leaveLockOf(text);
    expect('release' in tryLock(path())).toBe(true);
  });

  it('is waited for, and no longer than told', async () => {
    const held = tryLock(path());
    await expect(lock(path(), 120)).rejects.toThrow(new RegExp(`process ${process.pid} has held`));
    const waiting = lock(path(), 5_000);
    if ('release' in held) held.release();
    (await waiting).release();
    expect(existsSync(path())).toBe(false);
  });
});

describe('ports', () => {
  it('are the preferred one where it is free, else another', async () => {
    const port = await freePort(0);
    expect(await freePort(port)).toBe(port);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ host: LOOPBACK, port }, resolve));
    expect(await isListening(port)).toBe(true);
    expect(await freePort(port)).not.toBe(port);
    await new Promise((resolve) => server.close(resolve));
    expect(await isListening(port)).toBe(false);
  });
});

describe('the data folder', () => {
  it('holds everything below one absolute path, and is not there before it is used', () => {
    const data = dataFolder(join(folder, 'data'));
    expect([data.postgres, data.temporal, data.simulatorState, data.log('worker')]).toEqual(
      ['postgres', 'temporal', 'simulator.jsonl', join('logs', 'worker.log')].map((name) =>
        join(data.path, name),
      ),
    );
    expect(dataFolder('data').path).toBe(join(process.cwd(), 'data'));
    expect(hasData(data)).toBe(false);
  });

  it('is occupied by one process at a time', () => {
    const data = dataFolder(join(folder, 'data'));
    const occupied = occupy(data);
    expect(hasData(data)).toBe(true);
    expect(() => occupy(data)).toThrow(/already up on .*end that one, or choose another folder with --data/);
    occupied.release();
    occupy(data).release();
  });

  it('tells other commands where the services are, while their process lives', () => {
    const services = { temporalAddress: '127.0.0.1:7233', temporalUi: 'http://127.0.0.1:8233' };
    const data = dataFolder(folder);
    expect(announced(data)).toBeUndefined();
    const announcement = announce(data, services);
    expect(announced(data)).toMatchObject(services);
    announcement.withdraw();
    expect(announced(data)).toBeUndefined();
    const dead = { ...ownIdentity(), startedAt: 'before a reboot' };
    for (const text of [JSON.stringify({ ...services, process: dead }), '{', 'null', '{}']) {
      writeFileSync(join(folder, 'running.json'), text);
      expect(announced(data)).toBeUndefined();
    }
  });
});
