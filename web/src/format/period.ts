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

/** The last day of the quarter, on which holdings are reported: `2025-03-31`. */
export function periodEnd(period: Period): string {
  return `${period.slice(0, 4)}-${ENDS[Number(period[5]) - 1]}`
}
