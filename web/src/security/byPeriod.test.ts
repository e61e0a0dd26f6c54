import { expect, it } from 'vitest'
import type { SecurityQuarter } from '@/api/generated'
import { byPeriod } from './byPeriod'

function quarter(given: Partial<SecurityQuarter>): SecurityQuarter {
  return {
    period: '2015Q4',
    security: '38259P508',
    holders: 0,
    shares: 0,
    principal: 0,
    value: 0,
    put_holders: 0,
    call_holders: 0,
    new: null,
    added: null,
    reduced: null,
    sold_out: null,
    changes: {},
    price: null,
    price_managers: 0,
    ...given,
  }
}

it('makes one of a quarter in which two CUSIPs were used, at the price of the one that most hold', () => {
  const [first, second] = byPeriod([
    quarter({
      period: '2015Q4',
      security: '02079K305',
      holders: 9,
      shares: 90,
      value: 900,
      price: '10',
      new: 2,
    }),
    quarter({ period: '2015Q4', security: '38259P508', holders: 1, shares: 5, value: 60, price: '12' }),
    quarter({ period: '2015Q3', security: '38259P508', holders: 8, shares: null, value: 700, price: '11' }),
  ])
  expect(first).toMatchObject({ period: '2015Q3', holders: 8, shares: null, price: '11' })
  expect(second).toMatchObject({
    period: '2015Q4',
    holders: 10,
    shares: 95,
    value: 960,
    price: '10',
    new: 2,
    sold_out: null,
  })
})
