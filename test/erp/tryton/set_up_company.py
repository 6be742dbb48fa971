"""Fills an empty Tryton database (module account_invoice activated) with the company that the tests post into.

Usage: set_up_company.py CONFIGURATION DATABASE_URI FIRST_YEAR LAST_YEAR
The password of the user that posts is taken from the variable INTEGRATION_PASSWORD. Runs on Tryton 6.0 and 8.2.
"""
import datetime
import os
import sys
import warnings
from decimal import Decimal

warnings.simplefilter('ignore')
CONFIGURATION, URI = sys.argv[1:3]
YEARS = range(int(sys.argv[3]), int(sys.argv[4]) + 1)
# The test tools of Tryton's modules, imported below, insist on it.
os.environ.setdefault('DB_NAME', ':memory:')

from proteus import Model, config  # noqa: E402

config.set_trytond(database=URI, user='admin', config_file=CONFIGURATION)

from trytond.modules.account.tests.tools import create_chart, get_accounts  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402

START_OF_RATES = datetime.date(2020, 1, 1)


def make_currency(code, rate):
    Currency = Model.get('currency.currency')
    found = Currency.find([('code', '=', code)])
    currency = found[0] if found else Currency(name=code, code=code, symbol=code)
    currency.rounding, currency.digits = Decimal('0.01'), 2
    if rate is not None:
        currency.rates.new(date=START_OF_RATES, rate=Decimal(rate))
    currency.save()
    return currency


def make_fiscal_year(company, year):
    Type = Model.get('ir.sequence.type')
    move_type, = Type.find([('name', '=', 'Account Move')])
    invoice_type, = Type.find([('name', '=', 'Invoice')])

    def sequence(model, name, sequence_type, prefix):
        made = Model.get(model)(
            name=name, sequence_type=sequence_type, company=company, prefix=prefix, padding=5)
        made.save()
        return made

    fiscal_year = Model.get('account.fiscalyear')(name=str(year), company=company)
    fiscal_year.start_date = datetime.date(year, 1, 1)
    fiscal_year.end_date = datetime.date(year, 12, 31)
    if hasattr(fiscal_year, 'move_sequence'):
        fiscal_year.move_sequence = sequence(
            'ir.sequence.strict', 'Moves %s' % year, move_type, '%s-' % year)
    else:  # 6.0
        fiscal_year.post_move_sequence = sequence(
            'ir.sequence', 'Moves %s' % year, move_type, '%s-' % year)
    invoices = sequence('ir.sequence.strict', 'Invoices %s' % year, invoice_type, 'INV%s-' % year)
    credit_notes = sequence('ir.sequence.strict', 'Credit notes %s' % year, invoice_type, 'CN%s-' % year)
    numbers, = fiscal_year.invoice_sequences
    numbers.out_invoice_sequence = numbers.in_invoice_sequence = invoices
    numbers.out_credit_note_sequence = numbers.in_credit_note_sequence = credit_notes
    fiscal_year.click('create_period')


def make_account(company, code, name, like):
    account = Model.get('account.account')(name=name, code=code, company=company)
    account.type = like
    account.parent = Model.get('account.account').find(
        [('parent', '=', None), ('company', '=', company.id)])[0]
    account.save()
    return account


def make_accounts(company):
    kinds = get_accounts(company)
    balance = [
        kind for kind in Model.get('account.account.type').find([('company', '=', company.id)])
        if kind.statement == 'balance' and not kind.childs and not kind.receivable and not kind.payable]
    for code, name in [
            ('1010', 'Sales in Denmark'), ('1020', 'Sales in the EU'), ('1030', 'Exports'),
            ('1050', 'Freight'), ('1110', 'Shipping'), ('1120', 'Handling fees'), ('1130', 'Discounts'),
            ('1190', 'Rounding')]:
        make_account(company, code, name, kinds['revenue'].type)
    make_account(company, '2010', 'Cost of goods sold', kinds['expense'].type)
    make_account(company, '5400', 'Stock', balance[0])
    kinds['receivable'].code = '5600'
    kinds['receivable'].save()
    return make_account(company, '6902', 'VAT owed', balance[0])


def make_tax(company, name, percent, account):
    tax = Model.get('account.tax')(
        name=name, description='VAT %s %%' % percent, type='percentage',
        rate=Decimal(percent) / 100, company=company)
    tax.invoice_account = tax.credit_note_account = account
    tax.save()


def make_customer(code, name, vat_number=None):
    party = Model.get('party.party')(name=name, code=code)
    address, = party.addresses
    address.city, address.postal_code = 'Aarhus', '8000'
    if vat_number is not None:
        party.identifiers.new(type='eu_vat', code=vat_number)
    party.save()


def make_journal():
    """6.0 comes without one for entries."""
    Journal = Model.get('account.journal')
    if not Journal.find([('code', '=', 'MISC')]):
        revenue, = Journal.find([('code', '=', 'REV')])
        Journal(name='Miscellaneous', code='MISC', type='general', sequence=revenue.sequence).save()


def make_payment_term(days):
    term = Model.get('account.invoice.payment_term')(name='%s days' % days)
    line = term.lines.new(type='remainder')
    line.relativedeltas.new(days=days)
    term.save()


def make_integration_user(company):
    """Not an administrator: what the adapter does must be allowed to a bookkeeper, who may create customers."""
    Group = Model.get('res.group')
    user = Model.get('res.user')(name='TRAEDE', login='traede')
    user.password = os.environ['INTEGRATION_PASSWORD']
    # 8.2 lets bookkeepers remove a draft move, 6.0 only their administrators.
    names = ['Accounting', 'Account Administration', 'Party Administration']
    user.groups.extend(Group.find([('name', 'in', names)]))
    user.companies.append(company)
    user.company = company
    user.save()


def main():
    krone = make_currency('DKK', '1')
    make_currency('EUR', '0.134')
    make_currency('SEK', None)
    brand = Model.get('party.party')(name='Test Brand ApS')
    brand.save()
    create_company(party=brand, currency=krone)
    company = get_company()
    for year in YEARS:
        make_fiscal_year(company, year)
    create_chart(company)
    vat_account = make_accounts(company)
    for name, percent in [('U25', '25'), ('U12', '12'), ('U0', '0'), ('EU0', '0'), ('EX0', '0')]:
        make_tax(company, name, percent, vat_account)
    make_payment_term(30)
    make_payment_term(14)
    make_journal()
    make_customer('C1', 'Butik Nord ApS', 'DK13585628')
    make_customer('C2', 'Butik Syd A/S')
    make_customer('C3', 'Butik Syd A/S')
    make_integration_user(company)


main()
