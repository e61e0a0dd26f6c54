import { expect, it } from 'vitest'
import type { RepairAnswer, UnderstoodLine } from '@/api/generated'
import { amountCounted, thousandfold } from './understood'

const swapped: RepairAnswer = {
  fault: 'swapped_columns',
  value: 500,
  amount: 1_234,
  cusip: null,
  market_price: null,
  managers: null,
}
const line = (...repairs: RepairAnswer[]) => ({ amount: 500, repairs }) as unknown as UnderstoodLine

it('multiplies to the last digit', () => {
  expect(thousandfold(1_234)).toBe(1_234_000)
  expect(thousandfold('1.5')).toBe('1500')
  expect(thousandfold('0.0125')).toBe('12.5')
  expect(thousandfold('-0.5')).toBe('-500')
  expect(thousandfold('90071992547409930')).toBe('90071992547409930000')
  expect(thousandfold(null)).toBeNull()
})

it('counts a repaired amount, and where there is none the one that was filed', () => {
  expect(amountCounted(line(swapped))).toBe(1_234)
  expect(amountCounted(line({ ...swapped, amount: null }))).toBe(500)
  expect(amountCounted(line())).toBe(500)
})
