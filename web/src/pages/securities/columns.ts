import type { SecurityInPeriod } from '@/api/generated'
import { change, code, number, pricePer, text, usd, usdChange, type Column } from '@/table/columns'

export const columns: Column<SecurityInPeriod>[] = [
  text<SecurityInPeriod>('issuer', 'Issuer', {
    link: ({ security }) => ({ name: 'security', params: { security } }),
  }),
  code<SecurityInPeriod>('ticker', 'Ticker'),
  text<SecurityInPeriod>('class', 'Class', { hidden: true }),
  code<SecurityInPeriod>('cusip', 'CUSIP'),
  number<SecurityInPeriod>('holders', 'Holders', { help: 'Managers that report shares or debt' }),
  change<SecurityInPeriod>('holders_change', 'Change', {
    help: 'Of the number of holders, since the quarter before',
  }),
  usd<SecurityInPeriod>('value', 'Value', {
    help: 'Held by all managers together, at the end of the period',
  }),
  usdChange<SecurityInPeriod>('value_change', 'Change'),
  number<SecurityInPeriod>('shares', 'Shares', { hidden: true }),
  change<SecurityInPeriod>('shares_change', 'Change of shares', { hidden: true }),
  number<SecurityInPeriod>('principal', 'Principal', { unit: '$', hidden: true }),
  pricePer<SecurityInPeriod>('price', 'Price', { help: 'Median of what holders’ rows imply' }),
  number<SecurityInPeriod>('new', 'New', { help: 'Managers that did not hold it the quarter before' }),
  number<SecurityInPeriod>('added', 'Added', { hidden: true }),
  number<SecurityInPeriod>('reduced', 'Reduced', { hidden: true }),
  number<SecurityInPeriod>('sold_out', 'Sold out', { help: 'Managers that hold it no more' }),
  number<SecurityInPeriod>('put_holders', 'With puts', { hidden: true }),
  number<SecurityInPeriod>('call_holders', 'With calls', { hidden: true }),
]
