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
import type { MoverAnswer } from '@/api/generated'

export const columns: Column<MoverAnswer>[] = [
  text<MoverAnswer>('issuer', 'Issuer', {
    link: ({ security }) => ({ name: 'security', params: { security } }),
  }),
  code<MoverAnswer>('ticker', 'Ticker'),
  text<MoverAnswer>('class', 'Class', { hidden: true }),
  code<MoverAnswer>('cusip', 'CUSIP', { hidden: true }),
  usdChange<MoverAnswer>('net_value', 'Net bought', {
    help: 'Bought less sold, at the price of the end of the period',
  }),
  usd<MoverAnswer>('bought_value', 'Bought'),
  usd<MoverAnswer>('sold_value', 'Sold'),
  change<MoverAnswer>('shares_change', 'Shares', { unit: 'sh.', help: 'Change, adjusted for splits' }),
  shareChange<MoverAnswer>('shares_change_pct', 'Shares'),
  change<MoverAnswer>('holders_change', 'Holders', { help: 'Change of the number of holders' }),
  number<MoverAnswer>('new', 'New'),
  number<MoverAnswer>('added', 'Added'),
  number<MoverAnswer>('reduced', 'Reduced'),
  number<MoverAnswer>('sold_out', 'Sold out'),
  number<MoverAnswer>('holders', 'Holders now', { hidden: true }),
  usd<MoverAnswer>('value', 'Value', { hidden: true }),
  pricePer<MoverAnswer>('price', 'Price', { hidden: true }),
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
