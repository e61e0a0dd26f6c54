import type { SecurityRow } from './row'
import { change, code, number, pricePer, text, usd, usdChange, type Column } from '@/table/columns'

export const columns: Column<SecurityRow>[] = [
  text<SecurityRow>('issuer', 'Issuer', {
    link: ({ security }) => ({ name: 'security', params: { security } }),
  }),
  code<SecurityRow>('ticker', 'Ticker'),
  text<SecurityRow>('class', 'Class', { hidden: true }),
  code<SecurityRow>('cusip', 'CUSIP'),
  number<SecurityRow>('holders', 'Holders', { help: 'Managers that report shares or debt' }),
  change<SecurityRow>('holders_change', 'Change', {
    help: 'Of the number of holders, since the quarter before',
  }),
  usd<SecurityRow>('value', 'Value', { help: 'Held by all managers together, at the end of the period' }),
  usdChange<SecurityRow>('value_change', 'Change'),
  number<SecurityRow>('shares', 'Shares', { hidden: true }),
  change<SecurityRow>('shares_change', 'Change of shares', { hidden: true }),
  number<SecurityRow>('principal', 'Principal', { unit: '$', hidden: true }),
  pricePer<SecurityRow>('price', 'Price', { help: 'Median of what holders’ rows imply' }),
  number<SecurityRow>('put_holders', 'With puts', { hidden: true }),
  number<SecurityRow>('call_holders', 'With calls', { hidden: true }),
]
