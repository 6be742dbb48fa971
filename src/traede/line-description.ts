import { MAX_TEXT_LENGTH, cutText, isRecord, readText } from './fields';

/** An item has a colour, a size and perhaps a fit; more are not printed. */
const MAX_ATTRIBUTES = 10;

/** What a line is described from. */
export interface DescribedLine {
  readonly product: { readonly name: string | null };
  readonly variant: { readonly sku: string | null; readonly attributes?: unknown };
  /** The line's own texts. */
  readonly description: string | null;
  readonly name: string | null;
  readonly text: string | null;
}

/** `Wool coat (Black, M)`; without attributes `Wool coat (WC-BLK-M)`; without product the line's own text; `Item`. */
export function lineDescription({ product, variant, description, name, text }: DescribedLine): string {
  if (product.name === null) return description ?? name ?? text ?? 'Item';
  const attributes = attributesIn(variant.attributes).join(', ');
  const detail = attributes === '' ? variant.sku : attributes;
  return cutText(detail === null ? product.name : `${product.name} (${detail})`, MAX_TEXT_LENGTH);
}

/** Reads `{Color: "Black"}`, `["Black"]` and `[{name: "Color", value: "Black"}]`. */
function attributesIn(attributes: unknown): readonly string[] {
  if (typeof attributes !== 'object' || attributes === null) return [];
  return Object.values(attributes)
    .slice(0, MAX_ATTRIBUTES)
    .map((value: unknown) => readText(isRecord(value) ? value['value'] : value))
    .filter((text) => text !== null);
}
