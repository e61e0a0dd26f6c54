import { expect, it } from 'vitest'
import { duration } from './dates'

it.each([
  [null, '–'],
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [719, '11 min'],
  [3_600, '1 h'],
  [12_000, '3 h 20 min'],
  [172_800, '2 d'],
  [180_000, '2 d 2 h'],
])('puts %s seconds into words', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})
