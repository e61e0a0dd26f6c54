/** A report period as addresses and answers have it: `2025Q1`. */
export type Period = string

const ENDS = ['03-31', '06-30', '09-30', '12-31']

export function isPeriod(text: unknown): text is Period {
  return typeof text === 'string' && /^\d{4}Q[1-4]$/.test(text)
}

/** `2025Q1` as people read it: `Q1 2025`. */
export function periodName(period: Period): string {
  return isPeriod(period) ? `${period.slice(4)} ${period.slice(0, 4)}` : period
}

/** Every quarter from one to another, both included. */
export function quartersBetween(first: Period, last: Period): Period[] {
  const place = (period: Period) => Number(period.slice(0, 4)) * 4 + Number(period[5]) - 1
  const [from, to] = [place(first), place(last)]
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => {
    const quarter = from + at
    return `${Math.floor(quarter / 4)}Q${(quarter % 4) + 1}`
  })
}

/** The last day of the quarter, on which holdings are reported: `2025-03-31`. */
export function periodEnd(period: Period): string {
  return `${period.slice(0, 4)}-${ENDS[Number(period[5]) - 1]}`
}
