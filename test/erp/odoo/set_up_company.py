"""Makes a fresh Odoo database (modules account, l10n_dk) the company that the tests post into.

Run inside `odoo shell`, which gives `env`; on Odoo 14 and 19. Takes the users' password from INTEGRATION_PASSWORD and
the last locked day from LOCKED_UNTIL. Prints one line that begins with COMPANY and goes on in JSON.
"""
import datetime
import json
import os

RATES_FROM = datetime.date(2020, 1, 1)
# Keys of users who are no administrators live at most three months.
KEY_DAYS = 89
NEW = 'group_ids' in env['res.users']._fields  # 19; 14 names many things otherwise

company = env.company
denmark = env.ref('base.dk')


def load_chart():
    company.write({'name': 'Test Brand ApS', 'country_id': denmark.id})
    if NEW:
        if company.chart_template != 'dk':
            env['account.chart.template'].try_loading('dk', company, install_demo=False)
    elif not company.chart_template_id:
        env.ref('l10n_dk.dk_chart_template').try_loading(company=company)


def account_of(code):
    return env['account.account'].search([('code', '=', code)], limit=1)


def make_account(code, name, kind):
    """Named and typed anew where the chart has one of this number."""
    old_types = {
        'income': 'revenue', 'expense': 'expenses', 'asset_current': 'current_assets',
        'liability_current': 'current_liabilities', 'asset_receivable': 'receivable'}
    values = {'code': code, 'name': name, 'reconcile': kind == 'asset_receivable'}
    if NEW:
        values['account_type'] = kind
    else:
        values['user_type_id'] = env.ref('account.data_account_type_%s' % old_types[kind]).id
    found = account_of(code)
    if found:
        found.write(values)
    else:
        found = env['account.account'].create(values)
    return found


def make_tax(name, percent, account):
    tax = env['account.tax'].create({
        'name': name, 'type_tax_use': 'sale', 'amount_type': 'percent', 'amount': percent,
        'invoice_label' if NEW else 'description': name})
    lines = tax.invoice_repartition_line_ids + tax.refund_repartition_line_ids
    lines.filtered(lambda line: line.repartition_type == 'tax').write({'account_id': account.id})


def make_currency(code, rate):
    currency = env['res.currency'].with_context(active_test=False).search([('name', '=', code)])
    currency.write({'active': True})
    currency.rate_ids.unlink()
    if rate:
        env['res.currency.rate'].create({
            'currency_id': currency.id, 'name': RATES_FROM, 'rate': rate, 'company_id': company.id})


def make_customer(number, name, country, vat=False):
    env['res.partner'].create({
        'ref': number, 'name': name, 'country_id': env.ref('base.' + country).id, 'vat': vat,
        'is_company': True, 'street': 'Gade 1', 'city': 'By', 'zip': '8000'})


def make_reader_of_external_ids():
    """Bookkeepers of 19 may not read them, those of 14 may: docs/erp/odoo.md."""
    group = env['res.groups'].create({'name': 'External ids'})
    env['ir.model.access'].create({
        'name': 'external ids', 'model_id': env.ref('base.model_ir_model_data').id, 'group_id': group.id,
        'perm_read': True})
    return group


def make_user(login, groups):
    user = env['res.users'].with_context(no_reset_password=True).create({
        'name': login, 'login': login, 'password': os.environ['INTEGRATION_PASSWORD'],
        'group_ids' if NEW else 'groups_id': [(6, 0, [group.id for group in groups])]})
    return key_of(user)


def key_of(user):
    keys = env['res.users.apikeys'].with_user(user)
    if NEW:
        return keys._generate('rpc', 'tests', datetime.datetime.now() + datetime.timedelta(days=KEY_DAYS))
    return keys._generate('rpc', 'tests')


load_chart()
for code, name in [
        ('1010', 'Sales in Denmark'), ('1020', 'Sales in the EU'), ('1030', 'Exports'), ('1050', 'Shipping'),
        ('1060', 'Handling fees'), ('1090', 'Discounts'), ('1099', 'Rounding')]:
    make_account(code, name, 'income')
make_account('2010', 'Cost of goods sold', 'expense')
make_account('5400', 'Stock', 'asset_current')
make_account('5600', 'Debtors', 'asset_receivable')
vat_owed = make_account('6902', 'VAT owed', 'liability_current')
for name, percent in [('U25', 25), ('U12', 12), ('U0', 0), ('EU0', 0), ('EX0', 0)]:
    make_tax(name, percent, vat_owed)
make_currency('EUR', 0.134)
# Active, and without a rate.
make_currency('SEK', None)
env['account.payment.term'].create({'name': '30 days net', 'line_ids': [(0, 0, {
    'value': 'percent', 'value_amount': 100, 'nb_days': 30} if NEW else {'value': 'balance', 'days': 30})]})
make_customer('C1', 'Butik Nord ApS', 'dk', 'DK13585628')
make_customer('C2', 'Butik Syd AB', 'se', 'SE123456789701')
make_customer('C3', 'Butikk Vest AS', 'no')
locked_until = datetime.date.fromisoformat(os.environ['LOCKED_UNTIL'])
company.write({'fiscalyear_lock_date': locked_until, 'tax_lock_date': locked_until})
everybody = env.ref('base.group_user')
bookkeeper = [everybody, env.ref('account.group_account_invoice'), env.ref('base.group_partner_manager')]
keys = {
    'traede': make_user('traede', bookkeeper + [make_reader_of_external_ids()]),
    'restricted': make_user('restricted', [everybody]),
    'admin': key_of(env.ref('base.user_admin')),
}
env.cr.commit()
print('COMPANY ' + json.dumps({
    'company': company.name,
    'currency': company.currency_id.name,
    'keys': keys,
    'journals': [
        {'code': journal.code, 'name': journal.name, 'type': journal.type}
        for journal in env['account.journal'].search([])],
}))
