"""Adds what the simulator's brand needs to a test company: see test/erp/brand/brand.ts, whose data is in SET_UP_DATA.

Run inside `odoo shell`, which gives `env`; on Odoo 14 and 19.
"""
import datetime
import json
import os

DATA = json.loads(os.environ['SET_UP_DATA'])
NEW_TYPES = {'income': 'income', 'expense': 'expense', 'asset': 'asset_current'}
OLD_TYPES = {'income': 'revenue', 'expense': 'expenses', 'asset': 'current_assets'}

Account = env['account.account']
for account in DATA['accounts']:
    values = {'name': account['name'], 'reconcile': False}
    if 'account_type' in Account._fields:
        values['account_type'] = NEW_TYPES[account['kind']]
    else:
        values['user_type_id'] = env.ref('account.data_account_type_' + OLD_TYPES[account['kind']]).id
    found = Account.search([('code', '=', account['number'])])
    if found:
        found.write(values)
    else:
        Account.create(dict(values, code=account['number']))

for code, rate in DATA['rates'].items():
    currency = env['res.currency'].search([('name', '=', code)])
    if not currency.rate_ids:
        env['res.currency.rate'].create({
            'currency_id': currency.id, 'name': datetime.date(2020, 1, 1), 'rate': float(rate),
            'company_id': env.company.id})

for customer in DATA['customers']:
    country = env['res.country'].search([('code', '=', customer['country'])])
    env['res.partner'].create({
        'ref': customer['number'], 'name': customer['name'], 'country_id': country.id, 'is_company': True})

env.cr.commit()
print('ADDED brand')
