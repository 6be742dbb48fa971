import type { Config } from '../config/config';
import type { Environment } from '../config/environment';
import { examineEncryption } from '../doctor/encryption';
import type { Terminal } from './terminal';

/** Says at the start of whatever works for long what is not encrypted or not checked: it must not go unnoticed. */
export function warnOfEncryption(config: Config, environment: Environment, terminal: Terminal): void {
  for (const { subject, outcome, detail, remedy } of examineEncryption(config, environment))
    if (outcome !== 'passed') terminal.say(`WARNING: ${subject}: ${detail}. ${remedy ?? ''}`.trimEnd());
}
