import { decimal, type Decimal } from '../money';

export type Country = 'DK' | 'DE' | 'SE' | 'NO' | 'US';
export type Currency = 'DKK' | 'EUR' | 'SEK';

export interface CountryFacts {
  readonly currency: Currency;
  /** As a factor. A Danish seller: domestic sales at 25 %, the rest of the EU and exports at 0 %. */
  readonly vatRate: Decimal;
  readonly shops: readonly string[];
  readonly people: readonly string[];
  readonly streets: readonly string[];
  /** Postal code and city. */
  readonly places: readonly (readonly [string, string])[];
}

const DANISH_VAT_RATE = decimal('0.25');
const NO_VAT = decimal(0);

export const COUNTRIES: Readonly<Record<Country, CountryFacts>> = {
  DK: {
    currency: 'DKK',
    vatRate: DANISH_VAT_RATE,
    shops: ['Ærø Modehus', 'Butik Nørrebro', 'Tøjhuset Skærbæk', 'Strik & Stof ApS', 'Bjørnø Konfektion'],
    people: ['Åsa Holm', 'Søren Kjær', 'Bodil Ægidius', 'Jens Østergård'],
    streets: ['Søndergade', 'Gåsetorvet', 'Vestre Ringvej'],
    places: [
      ['5970', 'Ærøskøbing'],
      ['8000', 'Århus C'],
      ['2200', 'København N'],
    ],
  },
  DE: {
    currency: 'EUR',
    vatRate: NO_VAT,
    shops: ['Modehaus Müller GmbH', 'Größe & Söhne KG', 'Łódź Concept Store GmbH', 'Kaufhaus Weiß'],
    people: ['Jürgen Groß', 'Łucja Schäfer'],
    streets: ['Große Straße', 'Königsallee'],
    places: [
      ['24937', 'Flensburg'],
      ['40212', 'Düsseldorf'],
    ],
  },
  SE: {
    currency: 'SEK',
    vatRate: NO_VAT,
    shops: ['Åsa Mode AB', 'Klädkompaniet Malmö', 'Ängelholms Ekipering'],
    people: ['Åsa Öberg', 'Göran Nyström'],
    streets: ['Södra Förstadsgatan', 'Östra Hamngatan'],
    places: [
      ['211 43', 'Malmö'],
      ['411 09', 'Göteborg'],
    ],
  },
  NO: {
    currency: 'EUR',
    vatRate: NO_VAT,
    shops: ['Bergen Klær AS', 'Tromsø Sport & Fritid', 'Ålesund Motehus'],
    people: ['Bjørn Sæther', 'Åse Bråten'],
    streets: ['Storgata', 'Øvre Slottsgate'],
    places: [
      ['5003', 'Bergen'],
      ['9008', 'Tromsø'],
    ],
  },
  US: {
    currency: 'EUR',
    vatRate: NO_VAT,
    shops: ['Brooklyn Dry Goods Inc.', "O'Neill & Daughters", 'Zoë’s Closet LLC'],
    people: ['José Núñez', "Siobhán O'Brien"],
    streets: ['Bedford Avenue', 'Larimer Street'],
    places: [
      ['11211', 'Brooklyn'],
      ['80205', 'Denver'],
    ],
  },
};
