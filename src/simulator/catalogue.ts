import { decimal, type Decimal } from '../money';
import type { Currency } from './countries';
import { randomFor, type Random } from './random';
import type { WireProduct, WireVariant } from './wire-documents';

/** One thing that can be sold: a product in one colour and size. */
export interface Article {
  readonly product: WireProduct;
  readonly variant: WireVariant;
  /** What a shop pays for one, before VAT; each currency has a price list of its own. */
  readonly wholesalePrice: Readonly<Record<Currency, Decimal>>;
  /** What a consumer pays for one, before VAT: a round price with VAT, hence often not round without. */
  readonly retailPrice: Readonly<Record<Currency, Decimal>>;
}

const PRODUCT_COUNT = 40;
const FIRST_PRODUCT_ID = 3001;
const FIRST_VARIANT_ID = 70_001;

const GARMENTS = ['Strik', 'Kjole', 'Skjorte', 'Jakke', 'Bluse', 'Tørklæde', 'Bukser', 'Halsrør', 'Cardigan'];
const STYLES = ['Ærø', 'Fanø', 'Søndervig', 'Åse', 'Læsø', 'Blåvand', 'Café', 'Møn', 'Łódź', 'Østersø'];
const COLOURS = ['Sort', 'Råhvid', 'Blå', 'Grøn', 'Rosé', 'Okker'];
const SIZES = ['XS', 'S', 'M', 'L', 'XL'];

/** Price points of a Danish brand, without VAT. */
const WHOLESALE_DKK = ['149.95', '199.5', '225', '100', '319.95', '89.95', '449', '133.3333', '260.4'];
/** Price points in the shop, with VAT. */
const RETAIL_DKK = ['399', '499.95', '599', '249', '799.95', '229', '1199', '349', '649'];

/** About what a krone was worth; each price list was set by hand once and not kept in step since. */
const PRICE_FACTORS: Readonly<Record<Currency, Decimal>> = {
  DKK: decimal(1),
  EUR: decimal('0.1342'),
  SEK: decimal('1.53'),
};
const CONSUMER_VAT_FACTOR = decimal('1.25');

/** The brand's collection: a few hundred articles. */
export function makeCatalogue(seed: number): readonly Article[] {
  return Array.from({ length: PRODUCT_COUNT }, (_, index) => productArticles(seed, index)).flat();
}

function productArticles(seed: number, index: number): Article[] {
  const random = randomFor(seed, 'product', index);
  const style = random.pick(STYLES);
  const garment = random.pick(GARMENTS);
  const itemNumber = `${String(1000 + index * 7)}-${garment.slice(0, 2).toUpperCase()}`;
  const product: WireProduct = {
    id: FIRST_PRODUCT_ID + index,
    item_number: itemNumber,
    name: `${style} ${garment}`,
    description: `${garment} fra serien ${style}`,
  };
  const wholesalePrice = priceList(decimal(random.pick(WHOLESALE_DKK)));
  const retailPrice = priceList(decimal(random.pick(RETAIL_DKK)).div(CONSUMER_VAT_FACTOR));
  return variants(random, itemNumber, index).map((variant) => ({
    product,
    variant,
    wholesalePrice,
    retailPrice,
  }));
}

function variants(random: Random, itemNumber: string, productIndex: number): WireVariant[] {
  const colours = random.shuffle(COLOURS).slice(0, random.integer(1, 3));
  return colours.flatMap((colour, colourIndex) =>
    SIZES.map((size, sizeIndex) => {
      const serial = productIndex * 20 + colourIndex * SIZES.length + sizeIndex;
      return {
        id: FIRST_VARIANT_ID + serial,
        sku: `${itemNumber}-${colour.toUpperCase()}-${size}`,
        ean: ean13(serial),
        attributes: { Color: colour, Size: size },
      };
    }),
  );
}

function priceList(price: Decimal): Record<Currency, Decimal> {
  const inCurrency = (currency: Currency): Decimal => price.times(PRICE_FACTORS[currency]).round(4);
  return { DKK: inCurrency('DKK'), EUR: inCurrency('EUR'), SEK: inCurrency('SEK') };
}

/** A number with a valid check digit, under a Danish prefix. */
function ean13(serial: number): string {
  const digits = `5712345${String(serial).padStart(5, '0')}`;
  const weighted = Array.from(digits, (digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 3));
  const total = weighted.reduce((left, right) => left + right, 0);
  return `${digits}${String((10 - (total % 10)) % 10)}`;
}
