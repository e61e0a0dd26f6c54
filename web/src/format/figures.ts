/**
 * Figures as text. What is absent is a dash, never a nought; a minus is a minus sign; ratios come as
 * fractions and are shown in per cent.
 */
export const ABSENT = '–'
export const MINUS = '−'

/** A figure of the API: a number, or digits where it is too large for one. */
export type Figure = number | string | null | undefined

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 })

function withMinus(text: string): string {
  return text.replace('-', MINUS)
}

/** `1234567` as `1,234,567`, exactly. */
export function count(figure: Figure): string {
  if (figure === null || figure === undefined || figure === '') return ABSENT
  if (typeof figure === 'number') return withMinus(whole.format(figure))
  return /^-?\d+$/.test(figure) ? withMinus(whole.format(BigInt(figure))) : figure
}

/** `1234567` as `$1,234,567`. */
export function dollars(figure: Figure): string {
  const text = count(figure)
  if (text === ABSENT) return text
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`
}

/** `257521776925` as `$257.5B`: for cards and axes, with the exact figure beside it or behind it. */
export function shortDollars(figure: number | null | undefined): string {
  if (figure === null || figure === undefined) return ABSENT
  const text = compact.format(Math.abs(figure))
  return figure < 0 ? `${MINUS}$${text}` : `$${text}`
}

export function shortCount(figure: number | null | undefined): string {
  return figure === null || figure === undefined ? ABSENT : withMinus(compact.format(figure))
}

/** `0.2312` as `23.12%`. */
export function percent(ratio: number | null | undefined, digits = 2): string {
  if (ratio === null || ratio === undefined) return ABSENT
  return `${withMinus((ratio * 100).toFixed(digits))}%`
}

/** With its sign, whatever it is: `+23.1%`. Small ones keep a digit, large ones none. */
export function percentChange(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return ABSENT
  const magnitude = Math.abs(ratio)
  const text =
    magnitude >= 10
      ? whole.format(Math.round(magnitude * 100))
      : (magnitude * 100).toFixed(magnitude >= 1 ? 0 : 1)
  return `${sign(ratio)}${text}%`
}

/** `+1,234` or `−1,234`. */
export function signed(figure: number | null | undefined): string {
  if (figure === null || figure === undefined) return ABSENT
  return `${sign(figure)}${whole.format(Math.abs(figure))}`
}

/** `+$1,234` or `−$1,234`. */
export function signedDollars(figure: number | null | undefined): string {
  if (figure === null || figure === undefined) return ABSENT
  return `${sign(figure)}$${whole.format(Math.abs(figure))}`
}

/** A weight's change, in percentage points: `+1.25 pp`. */
export function points(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return ABSENT
  return `${sign(ratio)}${(Math.abs(ratio) * 100).toFixed(2)} pp`
}

/** A price as the API prints it, in dollars: `$212.43`. */
export function price(text: string | number | null | undefined): string {
  if (text === null || text === undefined) return ABSENT
  const value = Number(text)
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: value < 1 ? 4 : 2 })}`
}

export function bytes(size: number | null | undefined): string {
  if (size === null || size === undefined) return ABSENT
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [size, 0]
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** Which way a figure points; nothing where it is absent. */
export function direction(figure: number | null | undefined): 'up' | 'down' | 'same' | undefined {
  if (figure === null || figure === undefined) return undefined
  return figure > 0 ? 'up' : figure < 0 ? 'down' : 'same'
}

function sign(figure: number): string {
  return figure > 0 ? '+' : figure < 0 ? MINUS : ''
}
