import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../package.json';

const FOLDER = join(__dirname, '..', '..', '.github', 'workflows');

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const workflowSchema = z.looseObject({
  permissions,
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number(),
      permissions: permissions.optional(),
      steps: z.array(
        z.looseObject({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.unknown().optional(),
        }),
      ),
    }),
  ),
});

/** `actionlint` says whether they are valid (`npm run workflows:check`); this, whether they keep the rules of the house. */
describe.each(readdirSync(FOLDER))('the workflow %s', (file) => {
  const workflow = workflowSchema.parse(parse(readFileSync(join(FOLDER, file), 'utf8')));
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('may only read, but for the jobs that say otherwise', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writing = jobs.flatMap((job) =>
      Object.entries(job.permissions ?? {}).flatMap(([what, how]) => (how === 'write' ? [what] : [])),
    );
    const allowed: Readonly<Record<string, readonly string[]>> = {
      'codeql.yml': ['security-events'],
      'release.yml': ['contents', 'id-token'],
    };
    expect(writing).toEqual(allowed[file] ?? []);
  });

  it('takes actions of others by commit, and leaves them no token', () => {
    const uses = steps.flatMap((step) => (step.uses === undefined ? [] : [step.uses]));
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
    for (const step of steps.filter(({ uses: action }) => action?.startsWith('actions/checkout@') === true))
      expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  it('runs scripts that are there', () => {
    const scripts = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name),
    );
    for (const script of scripts) expect(Object.keys(packageJson.scripts)).toContain(script);
  });
});
