import { composeCommand, composed, COMPOSITIONS, missingSources } from './compose/compose';
import { brokenRules } from './compose/rules';

describe('docker-compose.yml, by the real Compose command', () => {
  let command: string;
  beforeAll(async () => {
    command = await composeCommand();
  });

  it.each(COMPOSITIONS)(
    'is valid for $title, breaks no rule, and mounts what is there',
    async (composition) => {
      const found = await composed(command, composition);
      expect(brokenRules(found)).toEqual([]);
      expect(missingSources(found)).toEqual([]);
      expect('simulator' in found.services).toBe(composition.title === 'demo');
      expect('grafana' in found.services).toBe(composition.title === 'monitoring');
    },
  );

  it('has its secrets from the demo only in the demo', async () => {
    const filesOf = async (title: string): Promise<readonly string[]> => {
      const composition = COMPOSITIONS.find((one) => one.title === title);
      if (composition === undefined) throw new Error(`no composition ${title}`);
      const { secrets } = await composed(command, composition);
      return Object.values(secrets).map(({ file = '' }) => file);
    };
    const isOfDemo = (file: string): boolean => file.includes('/deploy/demo/');
    expect((await filesOf('production')).filter(isOfDemo)).toEqual([]);
    expect((await filesOf('demo')).every(isOfDemo)).toBe(true);
  });

  it('refuses to start for nobody in particular', async () => {
    await expect(composed(command, { flags: [], environment: {} })).rejects.toThrow(/TRAEDE_SYSTEM_ID/);
  });
});
