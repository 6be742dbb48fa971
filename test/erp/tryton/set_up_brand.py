"""Adds what the simulator's brand needs to a test company: see test/erp/brand/brand.ts, whose data is in SET_UP_DATA.

Usage: set_up_brand.py CONFIGURATION DATABASE_URI
"""
import datetime
import json
import os
import sys
import warnings
from decimal import Decimal

warnings.simplefilter('ignore')
from proteus import Model, config  # noqa: E402

config.set_trytond(database=sys.argv[2], user='admin', config_file=sys.argv[1])
DATA = json.loads(os.environ['SET_UP_DATA'])

Account = Model.get('account.account')
LIKE = {'income': '1010', 'expense': '2010', 'asset': '5400'}
for account in DATA['accounts']:
    if not Account.find([('code', '=', account['number'])]):
        like, = Account.find([('code', '=', LIKE[account['kind']])])
        made = Account(code=account['number'], name=account['name'], company=like.company)
        made.type, made.parent = like.type, like.parent
        made.save()

Currency = Model.get('currency.currency')
for code, rate in DATA['rates'].items():
    currency, = Currency.find([('code', '=', code)])
    if not currency.rates:
        currency.rates.new(date=datetime.date(2020, 1, 1), rate=Decimal(rate))
        currency.save()

# What a cent of rounding between the currencies goes to: without them 8.2 refuses to post some invoices.
settings = Model.get('account.configuration')(1)
if hasattr(settings, 'currency_exchange_debit_account'):
    settings.currency_exchange_debit_account, = Account.find([('code', '=', '2010')])
    settings.currency_exchange_credit_account, = Account.find([('code', '=', '1190')])
    settings.save()

Party = Model.get('party.party')
for customer in DATA['customers']:
    party = Party(name=customer['name'], code=customer['number'])
    address, = party.addresses
    address.city = 'By'
    party.save()
