/** What a row comes to: beside what is filed, never in its place. */
import type { LineAnswer } from '@/api/generated'
import type { Figure } from '@/format/figures'
import type { Repair } from './repairs'

export interface Understood {
  cusip: string | null
  /** In dollars, whatever the filing prints. */
  value: Figure
  amount: Figure
}

/** A thousand times a figure, to the last digit: `1.5` is `1500`. */
export function thousandfold(figure: Figure): Figure {
  if (figure === null || figure === undefined) return null
  if (typeof figure === 'number' && Number.isSafeInteger(figure * 1000)) return figure * 1000
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(figure)) ?? []
  if (whole === '') return figure
  const digits = (whole + fraction.padEnd(3, '0').slice(0, 3)).replace(/^0+(?=\d)/, '')
  const rest = fraction.slice(3).replace(/0+$/, '')
  return `${sign}${digits}${rest ? `.${rest}` : ''}`
}

export function understood(line: LineAnswer, unit: string | null, repairs: Repair[] = []): Understood {
  const value = repairs.find((one) => one.value !== null)?.value ?? line.value
  return {
    cusip: repairs.find((one) => one.cusip !== null)?.cusip ?? line.cusip_understood,
    value: unit === 'thousands' ? thousandfold(value) : value,
    amount: repairs.find((one) => one.amount !== null)?.amount ?? line.amount,
  }
}
