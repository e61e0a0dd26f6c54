import type { SecurityQuarter } from '@/api/generated'

/** One period of a security under all its CUSIPs. */
export interface SecurityPeriod {
  period: string
  holders: number
  shares: number | null
  value: number
  put_holders: number
  call_holders: number
  /** By the CUSIP that most hold. */
  price: string | null
  new: number | null
  added: number | null
  reduced: number | null
  sold_out: number | null
}

const sum = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b)

/**
 * Quarters in which some managers used the old CUSIP and some the new stand twice in the answer; here
 * they are one. From the earliest to the latest.
 */
export function byPeriod(history: SecurityQuarter[]): SecurityPeriod[] {
  const periods = new Map<string, SecurityPeriod & { most: number }>()
  for (const one of history) {
    const known = periods.get(one.period)
    periods.set(one.period, {
      period: one.period,
      most: Math.max(known?.most ?? 0, one.holders),
      holders: (known?.holders ?? 0) + one.holders,
      shares: sum(known?.shares ?? null, one.shares),
      value: (known?.value ?? 0) + one.value,
      put_holders: (known?.put_holders ?? 0) + one.put_holders,
      call_holders: (known?.call_holders ?? 0) + one.call_holders,
      price: known && known.most >= one.holders ? known.price : one.price,
      new: sum(known?.new ?? null, one.new),
      added: sum(known?.added ?? null, one.added),
      reduced: sum(known?.reduced ?? null, one.reduced),
      sold_out: sum(known?.sold_out ?? null, one.sold_out),
    })
  }
  return [...periods.values()].sort((a, b) => a.period.localeCompare(b.period))
}
