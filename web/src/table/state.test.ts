import { describe, expect, it } from 'vitest'
import { asked, askedPage, readState, toggleSort, writeState, type TableState } from './state'

const atFirst: TableState = {
  sort: [{ key: 'value', descending: true }],
  filters: [],
  search: '',
  page: 1,
  limit: 50,
}

describe('a table in the address', () => {
  it('says nothing of what is as at first', () => {
    expect(Object.values(writeState(atFirst, atFirst)).every((value) => value === undefined)).toBe(true)
    expect(readState({}, atFirst)).toEqual(atFirst)
  })

  it('comes back as it was written', () => {
    const state: TableState = {
      sort: [
        { key: 'amount_change_pct', descending: true },
        { key: 'issuer', descending: false },
      ],
      filters: [
        { key: 'value', op: 'gte', value: '1000000' },
        { key: 'issuer', op: 'has', value: 'a:b' },
        { key: 'ticker', op: 'absent', value: '' },
      ],
      search: 'apple',
      page: 3,
      limit: 100,
    }
    const written = writeState(state, atFirst)
    expect(written).toMatchObject({
      sort: '-amount_change_pct,issuer',
      filter: ['value:gte:1000000', 'issuer:has:a:b', 'ticker:absent'],
    })
    const query = JSON.parse(
      JSON.stringify(written, (_, value) => (typeof value === 'number' ? String(value) : value)),
    )
    expect(readState(query, atFirst)).toEqual(state)
  })

  it('keeps that filters of the first view were taken off', () => {
    const filtered = { ...atFirst, filters: [{ key: 'change', op: 'in' as const, value: 'NEW' }] }
    const written = writeState({ ...filtered, filters: [] }, filtered)
    expect(written.filter).toBe('')
    expect(readState({ filter: '' }, filtered).filters).toEqual([])
  })

  it('passes over what makes no sense', () => {
    const state = readState({ page: '-2', limit: '99999', filter: ['value', 'value:like:3'] }, atFirst)
    expect(state).toMatchObject({ page: 1, limit: 500, filters: [] })
  })

  it('asks the API for a page, and for everything', () => {
    const state = { ...atFirst, page: 3, search: 'x' }
    expect(askedPage(state)).toEqual({
      sort: '-value',
      filter: undefined,
      search: 'x',
      limit: 50,
      offset: 100,
    })
    expect(asked(state)).toEqual({ sort: '-value', filter: undefined, search: 'x' })
  })
})

describe('a click on a heading', () => {
  const value = { key: 'value', descending: true }
  const issuer = { key: 'issuer', descending: false }

  it('sorts by it alone, then turns the order round', () => {
    expect(toggleSort([value], 'issuer', false, false)).toEqual([issuer])
    expect(toggleSort([issuer], 'issuer', false, false)).toEqual([{ key: 'issuer', descending: true }])
    expect(toggleSort([value, issuer], 'issuer', false, false)).toEqual([issuer])
  })

  it('with shift, sorts by it too, turns it round, and takes it off', () => {
    const two = toggleSort([value], 'issuer', true, false)
    expect(two).toEqual([value, issuer])
    const turned = toggleSort(two, 'issuer', true, false)
    expect(turned).toEqual([value, { key: 'issuer', descending: true }])
    expect(toggleSort(turned, 'issuer', true, false)).toEqual([value])
  })
})
