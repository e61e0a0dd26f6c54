import { expect, it } from 'vitest'
import type { SearchHit } from '@/api/generated'
import { shown } from './useSearch'

const hit: SearchHit = {
  kind: 'security',
  is_exact: false,
  id: '084670702',
  name: 'BERKSHIRE HATHAWAY INC DEL',
  class: 'CL B NEW',
  ticker: 'BRKB',
  found_by: 'name',
  matched: 'BERKSHIRE HATHAWAY INC DEL',
  path: '/securities/084670702',
}

it('shows a hit with what tells it from its namesakes, and leads where the API says', () => {
  expect(shown(hit)).toEqual({
    key: 'security 084670702',
    label: 'BERKSHIRE HATHAWAY INC DEL · CL B NEW',
    kind: 'Security',
    note: 'BRKB',
    to: '/securities/084670702',
  })
})

it('says by which former name something was found', () => {
  const facebook = {
    ...hit,
    kind: 'manager',
    id: '12',
    class: null,
    ticker: null,
    found_by: 'former_name',
    matched: 'OLD CAPITAL LP',
  }
  expect(shown(facebook).note).toBe('once OLD CAPITAL LP · 12')
})
