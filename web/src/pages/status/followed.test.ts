import { expect, it } from 'vitest'
import { followed } from './followed'

const edgar = { workers: 2, requests: 100, requests_per_second: 3.04, blocked_until: null }

it('says whether EDGAR is followed', () => {
  expect(followed(edgar)).toEqual({ value: 'Followed', note: 'by 2 workers, 3.0 requests a second' })
  expect(followed({ ...edgar, workers: 1, requests_per_second: null }).note).toBe('by 1 worker')
  expect(followed({ ...edgar, workers: 0 })).toEqual({
    value: 'Not followed',
    note: 'no worker was seen within a minute',
  })
})

it('says until when it is blocked, whoever is at work', () => {
  expect(followed({ ...edgar, blocked_until: '2025-05-15T20:10:00Z' })).toEqual({
    value: 'Blocked',
    note: 'until 2025-05-15, 16:10 ET; it goes on by itself',
  })
})
