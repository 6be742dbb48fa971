/**
 * Documents that others entered: they may have no reference, and may get one of ours later, once and for good. It is the
 * only thing that ever changes on what is posted.
 */
export const ADOPTION_SQL = `
alter table ledger.documents alter column external_reference drop not null;
-- What stood there before, where others had given the document a reference of theirs.
alter table ledger.documents add column reference_before text;

create function ledger.is_ours(reference text) returns boolean language sql immutable as $$
  select coalesce(reference ~ '^traede:.+:(invoice|credit-note|accounting-entry):[1-9][0-9]*$'
    or reference ~ '^traede:.+:accounting-entry-sum:', false)
$$;

create index documents_unlinked on ledger.documents (date, id) where not ledger.is_ours(external_reference);

-- As before, but for a document that gets a reference of ours.
drop trigger posted_is_final on ledger.documents;
create trigger posted_is_final before delete or truncate on ledger.documents
  for each statement execute function ledger.forbid_change();

create function ledger.forbid_other_change() returns trigger language plpgsql as $$
declare
  as_before ledger.documents := new;
begin
  as_before.external_reference := old.external_reference;
  as_before.reference_before := old.reference_before;
  if as_before is distinct from old or ledger.is_ours(old.external_reference)
    or not ledger.is_ours(new.external_reference) or new.reference_before is distinct from old.external_reference
  then
    perform ledger.refuse_change('update in ledger.documents: what is posted is never changed, only corrected by a new entry');
  end if;
  return new;
end $$;

create trigger posted_is_final_but_linked before update on ledger.documents
  for each row execute function ledger.forbid_other_change();

-- Answers {"receipt": …} or {"refused": why}. The lock is that of ledger.post: who posts under this reference meanwhile
-- waits, and finds it; or was faster, and this is refused.
create function ledger.link(document bigint, reference text, expected jsonb) returns jsonb language plpgsql as $$
declare
  held ledger.documents;
begin
  perform pg_advisory_xact_lock(hashtextextended(reference, 1818));
  select * into held from ledger.documents d where d.id = document for update;
  if not found then
    return jsonb_build_object('refused', 'changed');
  end if;
  if held.external_reference is distinct from reference then
    if ledger.is_ours(held.external_reference) then
      return jsonb_build_object('refused', 'linked-elsewhere');
    end if;
    if exists (select from ledger.documents d where d.external_reference = reference) then
      return jsonb_build_object('refused', 'reference-taken');
    end if;
    if (held.date, held.currency, abs(held.total)) is distinct from
        ((expected ->> 'date')::date, expected ->> 'currency', abs((expected ->> 'total')::numeric))
      or held.kind <> 'journal-entry' and (held.net, held.tax, held.total) is distinct from
        ((expected ->> 'net')::numeric, (expected ->> 'tax')::numeric, (expected ->> 'total')::numeric)
    then
      return jsonb_build_object('refused', 'changed');
    end if;
    update ledger.documents set external_reference = reference, reference_before = held.external_reference
      where id = document;
  end if;
  return jsonb_build_object('receipt', (select r.receipt from ledger.receipts r where r.id = document));
end $$;
`;
