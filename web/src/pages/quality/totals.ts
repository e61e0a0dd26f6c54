import type { QualityTotalAnswer } from '@/api/generated'

/** A rule over all years. */
export interface RuleTotal {
  kind: string
  rule: string
  rows: number
  filings: number
  /** `2003 to 2025`. */
  years: string
}

/** Totals by rule and year as totals by rule, what there is most of first. */
export function byRule(totals: QualityTotalAnswer[]): RuleTotal[] {
  const all = new Map<string, QualityTotalAnswer[]>()
  for (const total of totals) {
    const name = `${total.kind} ${total.rule}`
    all.set(name, [...(all.get(name) ?? []), total])
  }
  return [...all.values()]
    .map(together)
    .toSorted((a, b) => b.filings - a.filings || a.rule.localeCompare(b.rule))
}

function together(years: QualityTotalAnswer[]): RuleTotal {
  const sum = (key: 'rows' | 'filings') => years.reduce((all, one) => all + one[key], 0)
  const [first, last] = [
    Math.min(...years.map(({ year }) => year)),
    Math.max(...years.map(({ year }) => year)),
  ]
  return {
    kind: years[0]?.kind ?? '',
    rule: years[0]?.rule ?? '',
    rows: sum('rows'),
    filings: sum('filings'),
    years: first === last ? String(first) : `${first} to ${last}`,
  }
}
