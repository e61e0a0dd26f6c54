/** What cannot be right as filed, and what it would be, in words; docs/concepts/units.md has the faults. */
import type { RepairAnswer } from '@/api/generated'
import { count, price } from '@/format/figures'
import { plain } from '@/ui/labels'

const FAULTS: Record<string, [title: string, text: string]> = {
  value_in_amounts: ['Value twice', 'the value stands in the column of amounts, too'],
  swapped_columns: ['Columns swapped', 'value and amount stand in each other’s place'],
  amount_thousandfold: ['Amount a thousandfold', 'the amount is a thousand times too large'],
  amount_in_thousands: ['Amount in thousands', 'the amount is in thousands'],
  value_thousandfold: ['Value a thousandfold', 'the value is a thousand times too large'],
  absurd_price: [
    'Absurd price',
    'the price it implies is more than ten times the market’s, or less than a tenth, and nothing explains it',
  ],
  mistyped_cusip: [
    'CUSIP mistyped',
    'one security alone is a character away, or is it with characters that are missing, and has the issuer’s name',
  ],
}

export const FAULT_NAMES = Object.keys(FAULTS)

export function faultTitle(fault: string): string {
  return FAULTS[fault]?.[0] ?? plain(fault)
}

export function repairWords(repair: RepairAnswer): string {
  const would = [
    repair.value !== null && `value ${count(repair.value)}`,
    repair.amount !== null && `amount ${count(repair.amount)}`,
    repair.cusip !== null && `CUSIP ${repair.cusip}`,
  ].filter(Boolean)
  const held = repair.market_price
    ? `; the market’s price is ${price(repair.market_price)}` +
      (repair.managers ? `, by ${count(repair.managers)} managers` : '')
    : ''
  const what = FAULTS[repair.fault]?.[1] ?? plain(repair.fault)
  return `${what}${held}. ${would.length > 0 ? `Counted as ${would.join(', ')}.` : 'It is flagged, and counts as filed.'}`
}
