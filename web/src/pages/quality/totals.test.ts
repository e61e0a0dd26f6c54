import { expect, it } from 'vitest'
import { byRule } from './totals'

const total = (rule: string, year: number, rows: number, filings: number, kind = 'note') => ({
  kind,
  rule,
  year,
  rows,
  filings,
})

it('adds up the years of a rule, and keeps kinds apart', () => {
  expect(
    byRule([
      total('reading', 2003, 2, 2),
      total('unit', 2003, 1, 1),
      total('reading', 2005, 5, 3),
      total('unit', 2004, 1, 1, 'override'),
    ]),
  ).toEqual([
    { kind: 'note', rule: 'reading', rows: 7, filings: 5, years: '2003 to 2005' },
    { kind: 'note', rule: 'unit', rows: 1, filings: 1, years: '2003' },
    { kind: 'override', rule: 'unit', rows: 1, filings: 1, years: '2004' },
  ])
})
