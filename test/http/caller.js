'use strict';

// A process of its own, as an authority (NODE_EXTRA_CA_CERTS) is read at the start. Calls each address of its arguments once,
// one after the other, through one pool; writes what came of them as JSON.
require('../support/load-typescript.js');
const { openHttpPool, codeInBrackets } = require('../../src/http/pool.ts');

async function main() {
  const pool = openHttpPool({ maxSockets: 2, maxAnswerBytes: 1_000 });
  const outcomes = [];
  for (const url of process.argv.slice(2)) {
    try {
      const { status, data } = await pool.instance.get(url);
      outcomes.push(`${status} ${data}`);
    } catch (error) {
      outcomes.push(`failed${codeInBrackets(error)}`);
    }
  }
  pool.close();
  process.stdout.write(JSON.stringify(outcomes));
}

main();
