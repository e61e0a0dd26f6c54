import type { PositionAnswer } from '@/api/generated'
import {
  change,
  choice,
  code,
  number,
  pointsChange,
  share,
  shareChange,
  text,
  usd,
  usdChange,
  type Column,
} from '@/table/columns'
import { CHANGE_NAMES } from '@/ui/labels'

/** What every position has, wherever it is listed: what changed first, then what there is. */
export function positionColumns<Row extends PositionAnswer>(): Column<Row>[] {
  return [
    choice<Row>('change', 'Change', CHANGE_NAMES, {
      help: 'What happened since the quarter before, by amount',
    }),
    shareChange<Row>('amount_change_pct', 'Change', {
      help: 'In shares of now, after splits, as a part of the amount the quarter before',
    }),
    change<Row>('amount_change_adjusted', 'Change', {
      help: 'Shares, or dollars of principal; in shares of now, after splits',
      unit: 'sh.',
    }),
    number<Row>('amount', 'Amount', { unit: 'sh.', help: 'Shares, or dollars of principal' }),
    usd<Row>('value', 'Value', { help: 'Market value at the end of the period, as reported' }),
    usdChange<Row>('value_change', 'Value change', { help: 'Prices move it too' }),
    share<Row>('weight', 'Weight', {
      help: 'Of the sum of its kind: of all shares, all debt, all puts, all calls',
    }),
    pointsChange<Row>('weight_change', 'Change', { help: 'Of the weight, in percentage points' }),
    number<Row>('previous_amount', 'Amount before', { unit: 'sh.', hidden: true }),
    number<Row>('previous_amount_adjusted', 'Amount before, after splits', { unit: 'sh.', hidden: true }),
    change<Row>('amount_change', 'Amount change as filed', { unit: 'sh.', hidden: true }),
    usd<Row>('previous_value', 'Value before', { hidden: true }),
    share<Row>('previous_weight', 'Weight before', { hidden: true }),
    usd<Row>('value_filed', 'Value as filed', { hidden: true, help: 'Where rows were repaired' }),
    number<Row>('amount_filed', 'Amount as filed', { hidden: true, help: 'Where rows were repaired' }),
  ]
}

/** Which security, and as what it is held. */
export function securityColumns<Row extends PositionAnswer>(link: Column<Row>['link']): Column<Row>[] {
  return [
    text<Row>('issuer', 'Issuer', { link }),
    code<Row>('ticker', 'Ticker'),
    text<Row>('class', 'Class', { hidden: true }),
    code<Row>('cusip', 'CUSIP', { hidden: true }),
    choice<Row>('put_call', 'Put/call', { PUT: 'Put', CALL: 'Call' }, { hidden: true }),
    choice<Row>('amount_type', 'Counted in', { SH: 'Shares', PRN: 'Principal' }, { hidden: true }),
  ]
}

/** The last column: where the row is from. */
export function sourcesColumn<Row extends { sources: string[] }>(): Column<Row> {
  return {
    key: 'sources',
    label: 'Filing',
    help: 'The filings that the row rests on',
    align: 'end',
    sortable: false,
    text: (row) => row.sources.join(' '),
  }
}

/** What no other position of a portfolio has. */
export function positionKey(row: PositionAnswer): string {
  return `${row.security} ${row.amount_type} ${row.put_call}`
}
