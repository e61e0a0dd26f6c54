import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  dollars,
  percent,
  percentChange,
  points,
  price,
  shortDollars,
  signed,
  signedDollars,
} from './figures'

describe('figures', () => {
  it('shows what is absent as a dash, and nought as nought', () => {
    expect([count(null), dollars(undefined), percent(null), signed(null), price(null)]).toEqual([
      '–',
      '–',
      '–',
      '–',
      '–',
    ])
    expect([count(0), dollars(0), percent(0), signed(0)]).toEqual(['0', '$0', '0.00%', '0'])
  })

  it('keeps every digit of a figure too large for a number', () => {
    expect(count('123456789012345678901')).toBe('123,456,789,012,345,678,901')
    expect(count('1,2x')).toBe('1,2x')
  })

  it('sets the minus before the dollar', () => {
    expect(dollars(-1234)).toBe('−$1,234')
    expect(signedDollars(-1234)).toBe('−$1,234')
    expect(signedDollars(1234)).toBe('+$1,234')
  })

  it('shortens large sums', () => {
    expect(shortDollars(257521776925)).toBe('$257.5B')
    expect(shortDollars(-1500)).toBe('−$1.5K')
  })

  it('shows ratios in per cent, with fewer digits the larger they are', () => {
    expect(percent(0.231234)).toBe('23.12%')
    expect(percentChange(0.0312)).toBe('+3.1%')
    expect(percentChange(-1)).toBe('−100%')
    expect(percentChange(123.4)).toBe('+12,340%')
    expect(points(-0.0125)).toBe('−1.25 pp')
  })

  it('shows prices with cents, and small ones with more', () => {
    expect(price('212.430000')).toBe('$212.43')
    expect(price('0.0125')).toBe('$0.0125')
  })

  it('counts bytes in thousands', () => {
    expect([bytes(999), bytes(1_500_000)]).toEqual(['999 B', '1.5 MB'])
  })
})
