/**
 * Posting as one call: `ledger.post(posting, settings)` answers `{"receipt": …}` or `{"refusal": {code, subject}}`.
 * In the database, as one round trip keeps the counter's lock short: that lock is what limits postings per second.
 */
export const POSTING_SQL = `
-- Why this posting is refused, or null. Looks only; the answer is worded by the caller.
create function ledger.refusal(posting jsonb, settings jsonb) returns jsonb language plpgsql as $$
declare
  sums record;
  unknown text;
begin
  select coalesce(sum(l.net), 0) as net, coalesce(sum(l.tax), 0) as tax, coalesce(sum(l.debit), 0) as debit
    into sums from jsonb_to_recordset(posting -> 'lines') as l (net numeric, tax numeric, debit numeric);

  if posting ->> 'kind' = 'journal-entry' then
    if sums.debit <> abs((posting ->> 'net')::numeric) then
      return jsonb_build_object('code', 'totals', 'subject', 'amount');
    end if;
  elsif sums.net <> (posting ->> 'net')::numeric or sums.tax <> (posting ->> 'tax')::numeric then
    return jsonb_build_object('code', 'totals', 'subject', 'lines');
  end if;

  if posting ->> 'corrects' is not null and settings ->> 'unlinkedCreditNotes' = 'reject' and not exists (
    select from ledger.documents where external_reference = posting ->> 'corrects' and kind = 'invoice'
  ) then
    return jsonb_build_object('code', 'invoice', 'subject', posting ->> 'corrects');
  end if;

  if settings ->> 'mode' = 'open' then
    return null;
  end if;

  if not exists (select from ledger.currencies where code = posting ->> 'currency') then
    return jsonb_build_object('code', 'currency', 'subject', posting ->> 'currency');
  end if;

  if posting #>> '{customer,number}' is not null
    and not exists (select from ledger.customers where number = posting #>> '{customer,number}') then
    return jsonb_build_object('code', 'customer', 'subject', posting #>> '{customer,number}');
  end if;

  select string_agg(u.number, ', ' order by u.number) into unknown
    from ledger.accounts_used(posting, settings) u
    where not exists (select from ledger.accounts a where a.number = u.number);
  if unknown is not null then
    return jsonb_build_object('code', 'account', 'subject', unknown);
  end if;

  select string_agg(distinct l.tax_code, ', ') into unknown
    from jsonb_to_recordset(posting -> 'lines') as l (tax_code text)
    where l.tax_code is not null and not exists (select from ledger.tax_codes t where t.code = l.tax_code);
  if unknown is not null then
    return jsonb_build_object('code', 'tax-code', 'subject', unknown);
  end if;
  return null;
end $$;

-- The accounts that a posting touches, and what they would be if they were opened for it.
create function ledger.accounts_used(posting jsonb, settings jsonb)
returns table (number text, name text, kind text) language sql stable as $$
  select distinct on (used.number) used.number, used.name, used.kind
  from (
    select 1 as rank, settings ->> 'receivableAccount' as number, 'Receivables' as name, 'asset' as kind
    where posting ->> 'kind' <> 'journal-entry'
    union all
    select 2, settings ->> 'taxAccount', 'VAT', 'liability'
    where posting ->> 'kind' <> 'journal-entry'
      and exists (select from jsonb_to_recordset(posting -> 'lines') as l (tax numeric) where l.tax <> 0)
    union all
    select 3, l.account, 'Account ' || l.account,
      case when posting ->> 'kind' = 'journal-entry' then 'unclassified' else 'income' end
    from jsonb_to_recordset(posting -> 'lines') as l (account text)
  ) used
  order by used.number, used.rank
$$;

-- Opens what is not known yet. Always in the same order, so that two postings cannot wait for each other.
create function ledger.open_unknown(posting jsonb, settings jsonb) returns void language plpgsql as $$
begin
  insert into ledger.accounts (number, name, kind)
    select u.number, u.name, u.kind from ledger.accounts_used(posting, settings) u
    where not exists (select from ledger.accounts a where a.number = u.number)
    order by u.number
    on conflict do nothing;

  insert into ledger.tax_codes (code, name, rate)
    select distinct on (l.tax_code) l.tax_code, l.tax_code, l.tax_rate
    from jsonb_to_recordset(posting -> 'lines') as l (tax_code text, tax_rate numeric)
    where l.tax_code is not null and not exists (select from ledger.tax_codes t where t.code = l.tax_code)
    order by l.tax_code
    on conflict do nothing;

  insert into ledger.customers (number, name, country, vat_number)
    select c.number, c.name, c.country, c.vat_number
    from jsonb_to_record(nullif(posting -> 'customer', 'null'))
      as c (number text, name text, country text, vat_number text)
    where c.number is not null and not exists (select from ledger.customers k where k.number = c.number)
    on conflict do nothing;
end $$;

-- The entry of an invoice or credit note: receivable against revenue (per account and VAT code) and VAT (per code).
-- An amount above zero is a debit, one below zero a credit: no side is ever negative.
create function ledger.insert_sales_lines(entry bigint, posting jsonb, settings jsonb) returns void language plpgsql as $$
declare
  direction integer := case posting ->> 'kind' when 'invoice' then 1 else -1 end;
begin
  insert into ledger.entry_lines (entry_id, line_number, account, tax_code, debit, credit, text)
  select entry, row_number() over (order by part.rank, part.account, part.tax_code), part.account, part.tax_code,
    greatest(part.amount, 0), greatest(-part.amount, 0), posting ->> 'text'
  from (
    select 1 as rank, settings ->> 'receivableAccount' as account, null as tax_code,
      direction * (posting ->> 'total')::numeric as amount
    union all
    select 2, l.account, l.tax_code, -direction * sum(l.net)
    from jsonb_to_recordset(posting -> 'lines') as l (account text, tax_code text, net numeric)
    group by l.account, l.tax_code
    union all
    select 3, settings ->> 'taxAccount', l.tax_code, -direction * sum(l.tax)
    from jsonb_to_recordset(posting -> 'lines') as l (tax_code text, tax numeric)
    group by l.tax_code
    having sum(l.tax) <> 0
  ) part;
end $$;

create function ledger.insert_journal_lines(entry bigint, posting jsonb) returns void language sql as $$
  insert into ledger.entry_lines (entry_id, line_number, account, debit, credit, text)
  select entry, line.position, line.value ->> 'account', (line.value ->> 'debit')::numeric,
    (line.value ->> 'credit')::numeric, line.value ->> 'description'
  from jsonb_array_elements(posting -> 'lines') with ordinality as line (value, position)
$$;

create function ledger.insert_document_lines(document bigint, posting jsonb) returns void language sql as $$
  insert into ledger.document_lines (document_id, line_number, kind, description, item_number, quantity, unit_price,
    net, tax_code, tax_rate, tax, account)
  select document, line.position, line.value ->> 'kind', line.value ->> 'description', line.value ->> 'item_number',
    (line.value ->> 'quantity')::numeric, (line.value ->> 'unit_price')::numeric, (line.value ->> 'net')::numeric,
    line.value ->> 'tax_code', (line.value ->> 'tax_rate')::numeric, (line.value ->> 'tax')::numeric,
    line.value ->> 'account'
  from jsonb_array_elements(posting -> 'lines') with ordinality as line (value, position)
$$;

-- The next number of a journal in a year: locks the counter until the transaction ends, so that a rollback gives the
-- number back and none is ever missing.
create function ledger.take_number(of_journal text, day date) returns text language plpgsql as $$
declare
  taken integer;
begin
  insert into ledger.counters as c (journal, year, last_number) values (of_journal, extract(year from day), 1)
    on conflict (journal, year) do update set last_number = c.last_number + 1
    returning last_number into taken;
  return (select prefix from ledger.journals where code = of_journal)
    || to_char(day, '-YYYY-') || lpad(taken::text, greatest(5, length(taken::text)), '0');
end $$;

create function ledger.post(posting jsonb, settings jsonb) returns jsonb language plpgsql as $$
declare
  journal constant text := case posting ->> 'kind'
    when 'invoice' then 'sales' when 'credit-note' then 'credit-notes' else 'general' end;
  day constant date := (posting ->> 'date')::date;
  known jsonb;
  refused jsonb;
  entry bigint;
  document bigint;
begin
  -- Two writers with one reference: the second waits here, then finds the first one's document. Should anything ever
  -- pass this lock, the unique constraint refuses it.
  perform pg_advisory_xact_lock(hashtextextended(posting ->> 'reference', 1818));
  select r.receipt into known from ledger.receipts r where r.reference = posting ->> 'reference';
  if known is not null then
    return jsonb_build_object('receipt', known);
  end if;

  refused := ledger.refusal(posting, settings);
  if refused is not null then
    return jsonb_build_object('refusal', refused);
  end if;
  if settings ->> 'mode' = 'open' then
    perform ledger.open_unknown(posting, settings);
  end if;

  insert into ledger.entries (journal, date, currency, text)
    values (journal, day, posting ->> 'currency', posting ->> 'text') returning id into entry;
  if posting ->> 'kind' = 'journal-entry' then
    perform ledger.insert_journal_lines(entry, posting);
  else
    perform ledger.insert_sales_lines(entry, posting, settings);
  end if;

  -- The balance is looked at now, not at the commit: from the number on, other postings of this journal wait.
  set constraints ledger.entry_balanced, ledger.entry_has_lines immediate;

  insert into ledger.documents (entry_id, external_reference, number, kind, document_number, date, currency,
    net, tax, total, customer, corrects, text)
  values (entry, posting ->> 'reference', ledger.take_number(journal, day), posting ->> 'kind',
    posting ->> 'document_number', day, posting ->> 'currency', (posting ->> 'net')::numeric,
    (posting ->> 'tax')::numeric, (posting ->> 'total')::numeric, posting #>> '{customer,number}',
    (select d.id from ledger.documents d where d.external_reference = posting ->> 'corrects' and d.kind = 'invoice'),
    posting ->> 'text')
  returning id into document;
  perform ledger.insert_document_lines(document, posting);

  return jsonb_build_object('receipt', (select r.receipt from ledger.receipts r where r.id = document));
end $$;
`;
