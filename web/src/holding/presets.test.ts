import { expect, it } from 'vitest'
import { CHANGE_NAMES, changeLabel, evidenceText } from '@/ui/labels'
import { PRESETS, presetOf } from './presets'

const shown = (name: string) => {
  const preset = PRESETS.find((one) => one.name === name)
  if (!preset) throw new Error(`no view ${name}`)
  return { sort: preset.sort, filters: preset.filters, search: '', page: 1, limit: 100 }
}

it('knows its views again by order and filter', () => {
  for (const { name } of PRESETS) expect(presetOf(shown(name))).toBe(name)
  expect(presetOf({ ...shown('Largest'), sort: [{ key: 'issuer', descending: false }] })).toBe('')
})

it('asks for what grew most by amount, not by value, which prices move', () => {
  expect(shown('Grew most, %').sort).toEqual([{ key: 'amount_change_pct', descending: true }])
})

it('filters only by changes that there are', () => {
  const codes = PRESETS.flatMap((one) => one.filters.flatMap(({ value }) => value.split(',')))
  expect(codes.filter((code) => !(code in CHANGE_NAMES))).toEqual([])
})

it('has a word for every label, and shows one that it does not know', () => {
  expect(changeLabel('EXIT')?.name).toBe('Sold out')
  expect(changeLabel('SOMETHING')?.name).toBe('SOMETHING')
  expect(changeLabel(null)).toBeUndefined()
})

it('says evidence in words', () => {
  expect(evidenceText({ because: 'split', ratio: '4', managers: 12 })).toBe('split: ratio 4, managers 12')
  expect(evidenceText({ because: 'missing', quarter: 'before', reason: 'not_loaded' })).toBe(
    'missing: quarter before, reason not loaded',
  )
})
