import { expect, it } from 'vitest'
import { perHour, perSecond } from './rates'

const hours = (some: number) => ({
  started_at: '2025-05-15T08:00:00Z',
  seen_at: new Date(Date.parse('2025-05-15T08:00:00Z') + some * 3_600_000).toISOString(),
})

it('gives means of the time that a worker was seen for', () => {
  expect(perHour(3_000, hours(2))).toBe('1,500')
  expect(perSecond(18_000, hours(1))).toBe('5.0')
})

it('gives none for a worker that has just come', () => {
  expect([perHour(0, hours(0)), perSecond(3, hours(0))]).toEqual(['–', '–'])
})
