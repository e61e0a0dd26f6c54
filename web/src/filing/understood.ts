/** What a row comes to: beside what is filed, never in its place. */
import type { UnderstoodLine } from '@/api/generated'
import type { Figure } from '@/format/figures'

/** The amount that counts: repaired, where it cannot be as filed. */
export function amountCounted(line: UnderstoodLine): Figure {
  return line.repairs.find((one) => one.amount !== null)?.amount ?? line.amount
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
