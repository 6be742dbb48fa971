import { randomInt } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErpFolder } from './erp-folder';

/** Made up once per folder: servers listen on the loopback address only, but a password is never in the source. */
export function keptPassword(folder: ErpFolder): string {
  const file = join(folder.path, 'integration-password');
  if (!existsSync(file)) {
    mkdirSync(folder.path, { recursive: true });
    const mine = `${file}-${process.pid}`;
    writeFileSync(mine, newPassword(), { mode: 0o600 });
    try {
      // Whole, and only once, whoever else is about to make one up.
      linkSync(mine, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(mine);
    }
  }
  return readFileSync(file, 'utf8');
}

const PASSWORD_LENGTH = 20;

/** Tryton refuses passwords in which characters repeat too often, so each comes once. */
export function newPassword(): string {
  const characters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'.split('');
  const chosen = Array.from({ length: PASSWORD_LENGTH }, () => {
    const [character = ''] = characters.splice(randomInt(characters.length), 1);
    return character;
  });
  return chosen.join('');
}
