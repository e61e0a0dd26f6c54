import { expect, it } from 'vitest'
import { isPeriod, periodEnd, periodName, quartersBetween } from './period'

it('tells a period from other text', () => {
  expect(isPeriod('2025Q1')).toBe(true)
  for (const other of ['2025Q5', '2025', '', undefined, ['2025Q1']]) expect(isPeriod(other)).toBe(false)
})

it('names a period and knows its last day', () => {
  expect(periodName('2025Q2')).toBe('Q2 2025')
  expect([periodEnd('2024Q1'), periodEnd('2024Q4')]).toEqual(['2024-03-31', '2024-12-31'])
})

it('counts quarters over the turn of a year', () => {
  expect(quartersBetween('2023Q3', '2024Q2')).toEqual(['2023Q3', '2023Q4', '2024Q1', '2024Q2'])
  expect(quartersBetween('2024Q2', '2024Q2')).toEqual(['2024Q2'])
})
