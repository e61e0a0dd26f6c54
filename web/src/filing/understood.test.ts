import { expect, it } from 'vitest'
import type { LineAnswer } from '@/api/generated'
import type { Repair } from './repairs'
import { thousandfold, understood } from './understood'

const line = { cusip_understood: '037833100', value: 1_234, amount: 500 } as LineAnswer
const swapped: Repair = {
  ordinal: 1,
  fault: 'swapped_columns',
  value: 500,
  amount: 1_234,
  cusip: null,
  market_price: null,
  managers: null,
}

it('multiplies to the last digit', () => {
  expect(thousandfold(1_234)).toBe(1_234_000)
  expect(thousandfold('1.5')).toBe('1500')
  expect(thousandfold('0.0125')).toBe('12.5')
  expect(thousandfold('-0.5')).toBe('-500')
  expect(thousandfold('90071992547409930')).toBe('90071992547409930000')
  expect(thousandfold(null)).toBeNull()
})

it('brings values to dollars, by the verdict on the unit', () => {
  expect(understood(line, 'thousands').value).toBe(1_234_000)
  expect(understood(line, 'dollars').value).toBe(1_234)
})

it('puts repaired cells in the place of filed ones, and only those', () => {
  const kept = { cusip: '037833100', value: 500_000, amount: 1_234 }
  expect(understood(line, 'thousands', [swapped])).toEqual(kept)
  expect(understood(line, 'dollars', [{ ...swapped, value: null, amount: null }])).toEqual({
    cusip: '037833100',
    value: 1_234,
    amount: 500,
  })
})
