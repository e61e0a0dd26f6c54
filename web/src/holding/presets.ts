import type { Filter, SortKey, TableState } from '@/table/state'
import { writeFilter, writeSort } from '@/table/state'

/** A question that people ask of positions, as an order and a filter. */
export interface Preset {
  name: string
  sort: SortKey[]
  filters: Filter[]
}

const by = (key: string, descending: boolean): SortKey[] => [{ key, descending }]
const only = (...changes: string[]): Filter[] => [{ key: 'change', op: 'in', value: changes.join(',') }]

export const PRESETS: Preset[] = [
  { name: 'Largest', sort: by('value', true), filters: [] },
  { name: 'Grew most, %', sort: by('amount_change_pct', true), filters: [] },
  { name: 'Shrank most, %', sort: by('amount_change_pct', false), filters: [] },
  { name: 'Bought most, $', sort: by('value_change', true), filters: only('NEW', 'ADD') },
  { name: 'Sold most, $', sort: by('value_change', false), filters: only('REDUCE', 'EXIT') },
  { name: 'New', sort: by('value', true), filters: only('NEW') },
  { name: 'Sold out', sort: by('previous_value', true), filters: only('EXIT') },
]

/** Which of them the table shows just now, if one. */
export function presetOf(state: TableState): string {
  const found = PRESETS.find(
    (one) =>
      writeSort(one.sort) === writeSort(state.sort) &&
      one.filters.map(writeFilter).join() === state.filters.map(writeFilter).join(),
  )
  return found?.name ?? ''
}
