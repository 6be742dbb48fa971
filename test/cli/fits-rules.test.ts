import { OPEN_RULES } from '../../src/accounting/rules';
import { assertFitsRules } from '../../src/cli/fits-rules';
import { ConfigError } from '../../src/config/errors';
import { loadConfig } from '../../src/config/load';
import type { ErpAdapter } from '../../src/erp/adapter';
import { createScriptedErp } from '../support/scripted-erp';

describe('rules that an adapter cannot keep', () => {
  const [system] = loadConfig({}).systems;
  if (system === undefined) throw new Error('no system');
  const moving = { ...system, rules: { ...OPEN_RULES, closedPeriods: 'first-open-day' as const } };
  const erp = createScriptedErp();
  const withoutFirstOpenDay: ErpAdapter = {
    name: erp.name,
    company: erp.company,
    capabilities: erp.capabilities,
    check: () => erp.check(),
    find: (references) => erp.find(references),
    post: (posting) => erp.post(posting),
    list: () => erp.list(),
    close: () => erp.close(),
  };

  it('are told at once, with what to leave out', () => {
    expect(() => {
      assertFitsRules(withoutFirstOpenDay, moving);
    }).toThrow(ConfigError);
    expect(() => {
      assertFitsRules(withoutFirstOpenDay, moving);
    }).toThrow(/traede-erp-sync.*scripted.*accounting\.closedPeriods: first-open-day/);
  });

  it('are no matter where nothing is moved, or the adapter can tell', () => {
    assertFitsRules(withoutFirstOpenDay, system);
    assertFitsRules(erp, moving);
  });
});
