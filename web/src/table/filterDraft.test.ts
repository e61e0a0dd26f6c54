import { expect, it } from 'vitest'
import { choice, code, number, share, text, usd } from './columns'
import { describeFilter } from './describeFilter'
import { readDraft, writeDraft, type Draft } from './filterDraft'

interface Row {
  issuer: string
  cusip: string
  value: number
  weight: number
  holders: number
  change: string
}

const value = usd<Row>('value', 'Value')
const weight = share<Row>('weight', 'Weight')
const change = choice<Row>('change', 'Change', { NEW: 'New', ADD: 'Added' })
const issuer = text<Row>('issuer', 'Issuer')
const columns = [issuer, value, weight, change, number<Row>('holders', 'Holders')]
const empty: Draft = { words: '', from: '', to: '', chosen: [] }

it('reads figures as people write them', () => {
  const from = (typed: string) => writeDraft(value, { ...empty, from: typed })[0]?.value
  expect(['$1.5m', '1,500,000', '2bn', '10k', '−5'].map(from)).toEqual([
    '1500000',
    '1500000',
    '2000000000',
    '10000',
    '-5',
  ])
  expect(from('about ten')).toBeUndefined()
})

it('asks for fractions where per cent are typed, and shows per cent again', () => {
  const filters = writeDraft(weight, { ...empty, from: '5', to: '12.5' })
  expect(filters.map(({ op, value }) => [op, value])).toEqual([
    ['gte', '0.05'],
    ['lte', '0.125'],
  ])
  expect(readDraft(weight, filters)).toMatchObject({ from: '5', to: '12.5' })
})

it('asks for choices, words and identifiers', () => {
  expect(writeDraft(change, { ...empty, chosen: ['NEW', 'ADD'] })).toEqual([
    { key: 'change', op: 'in', value: 'NEW,ADD' },
  ])
  expect(writeDraft(issuer, { ...empty, words: ' apple ' })).toEqual([
    { key: 'issuer', op: 'has', value: 'apple' },
  ])
  expect(writeDraft(code<Row>('cusip', 'CUSIP'), { ...empty, words: '037833100' })[0]?.op).toBe('eq')
  expect(writeDraft(change, empty)).toEqual([])
})

it('says a filter in words', () => {
  const said = (key: string, op: 'gte' | 'in' | 'has' | 'absent', of: string) =>
    describeFilter({ key, op, value: of }, columns)
  expect(said('value', 'gte', '1500000')).toBe('Value at least $1,500,000')
  expect(said('weight', 'gte', '0.05')).toBe('Weight at least 5 %')
  expect(said('change', 'in', 'NEW,ADD')).toBe('Change is New or Added')
  expect(said('issuer', 'has', 'apple')).toBe('Issuer has “apple”')
  expect(said('other', 'absent', '')).toBe('other is absent')
})
