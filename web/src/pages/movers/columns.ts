import {
  change,
  code,
  number,
  pricePer,
  shareChange,
  text,
  usd,
  usdChange,
  type Column,
} from '@/table/columns'
import type { MoverRow } from './row'

export const columns: Column<MoverRow>[] = [
  text<MoverRow>('issuer', 'Issuer', {
    link: ({ security }) => ({ name: 'security', params: { security } }),
  }),
  code<MoverRow>('ticker', 'Ticker'),
  text<MoverRow>('class', 'Class', { hidden: true }),
  code<MoverRow>('cusip', 'CUSIP', { hidden: true }),
  usdChange<MoverRow>('net_value', 'Net bought', {
    help: 'Bought less sold, at the price of the end of the period',
  }),
  usd<MoverRow>('bought_value', 'Bought'),
  usd<MoverRow>('sold_value', 'Sold'),
  change<MoverRow>('shares_change', 'Shares', { unit: 'sh.', help: 'Change, adjusted for splits' }),
  shareChange<MoverRow>('shares_change_pct', 'Shares'),
  change<MoverRow>('holders_change', 'Holders', { help: 'Change of the number of holders' }),
  number<MoverRow>('new', 'New'),
  number<MoverRow>('added', 'Added'),
  number<MoverRow>('reduced', 'Reduced'),
  number<MoverRow>('sold_out', 'Sold out'),
  number<MoverRow>('holders', 'Holders now', { hidden: true }),
  usd<MoverRow>('value', 'Value', { hidden: true }),
  pricePer<MoverRow>('price', 'Price', { hidden: true }),
]

/** Questions that people ask of movers, as an order. */
export const VIEWS: Record<string, string> = {
  '-net_value': 'Bought most, $',
  net_value: 'Sold most, $',
  '-holders_change': 'Gained holders',
  holders_change: 'Lost holders',
  '-new': 'Newly held',
  '-sold_out': 'Sold out by most',
}
