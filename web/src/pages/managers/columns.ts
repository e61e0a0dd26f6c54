import type { ManagerAnswer } from '@/api/generated'
import { code, number, period, text, usd, usdChange } from '@/table/columns'

export const columns = [
  text<ManagerAnswer>('name', 'Manager', {
    filter: 'text',
    link: ({ cik }) => ({ name: 'manager', params: { cik } }),
  }),
  code<ManagerAnswer>('cik', 'CIK'),
  usd<ManagerAnswer>('value', 'Value', {
    help: 'Of all positions in shares and debt, at the end of the period',
  }),
  usdChange<ManagerAnswer>('value_change', 'Change', {
    help: 'Of the value, since the quarter before; prices move it too',
  }),
  number<ManagerAnswer>('positions', 'Positions'),
  number<ManagerAnswer>('filings', 'Filings', { help: 'Of any period' }),
  period<ManagerAnswer>('first_period', 'First period'),
  period<ManagerAnswer>('last_period', 'Last period'),
]
