import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { ListQuery } from '@/api/list'

export interface SortKey {
  key: string
  descending: boolean
}

export const OPERATORS = ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'has', 'absent', 'present'] as const
export type Operator = (typeof OPERATORS)[number]

export interface Filter {
  key: string
  op: Operator
  /** Nothing for `absent` and `present`. */
  value: string
}

/** What a table shows of its list. All of it is in the address. */
export interface TableState {
  sort: SortKey[]
  filters: Filter[]
  search: string
  /** From 1. */
  page: number
  limit: number
}

export const PAGE_SIZES = [25, 50, 100, 250, 500]

export function readSort(text: string): SortKey[] {
  const keys = text.split(',').filter((key) => key !== '' && key !== '-')
  return keys.map((key) => ({ key: key.replace(/^-/, ''), descending: key.startsWith('-') }))
}

export function writeSort(sort: SortKey[]): string {
  return sort.map(({ key, descending }) => (descending ? `-${key}` : key)).join(',')
}

export function readFilter(text: string): Filter | undefined {
  const [key, op, ...rest] = text.split(':')
  const operator = OPERATORS.find((one) => one === op)
  return key && operator ? { key, op: operator, value: rest.join(':') } : undefined
}

export function writeFilter({ key, op, value }: Filter): string {
  return op === 'absent' || op === 'present' ? `${key}:${op}` : `${key}:${op}:${value}`
}

/** The state that an address asks for; what makes no sense in it is passed over. */
export function readState(query: LocationQuery, atFirst: TableState): TableState {
  const one = (name: string) => [query[name]].flat()[0] ?? undefined
  const all = (name: string) => [query[name] ?? []].flat().filter((value) => value !== null)
  const whole = (name: string) => {
    const value = Number(one(name))
    return Number.isSafeInteger(value) && value > 0 ? value : undefined
  }
  const sort = one('sort')
  return {
    sort: sort === undefined ? atFirst.sort : readSort(sort),
    filters:
      query.filter === undefined ? atFirst.filters : all('filter').flatMap((text) => readFilter(text) ?? []),
    search: one('search') ?? '',
    page: whole('page') ?? 1,
    limit: Math.min(whole('limit') ?? atFirst.limit, PAGE_SIZES[PAGE_SIZES.length - 1] as number),
  }
}

/** What the address says of a state: nothing of what is as at first. */
export function writeState(state: TableState, atFirst: TableState): LocationQueryRaw {
  const sort = writeSort(state.sort)
  const filters = state.filters.map(writeFilter)
  const same = filters.join('\n') === atFirst.filters.map(writeFilter).join('\n')
  return {
    sort: sort === writeSort(atFirst.sort) ? undefined : sort,
    filter: same ? undefined : filters.length === 0 ? '' : filters,
    search: state.search || undefined,
    page: state.page > 1 ? state.page : undefined,
    limit: state.limit === atFirst.limit ? undefined : state.limit,
  }
}

/** The same in the words of the API, whole: for the CSV link. */
export function asked(state: TableState): ListQuery {
  return {
    sort: writeSort(state.sort) || undefined,
    filter: state.filters.length > 0 ? state.filters.map(writeFilter) : undefined,
    search: state.search || undefined,
  }
}

/** The same in the words of the API, one page of it. */
export function askedPage(state: TableState): ListQuery {
  return {
    ...asked(state),
    limit: state.limit,
    offset: state.page > 1 ? (state.page - 1) * state.limit : undefined,
  }
}

/**
 * A click on a heading: sorts by it, turns the order round, or goes back to the first order. With
 * `additional`, beside the keys that there are; where there is one of the same, it is turned round.
 */
export function toggleSort(
  sort: SortKey[],
  key: string,
  additional: boolean,
  startsDescending: boolean,
): SortKey[] {
  const at = sort.findIndex((one) => one.key === key)
  const known = sort[at]
  const next = known && { key, descending: !known.descending }
  if (!additional) {
    if (!known || sort.length > 1) return [{ key, descending: startsDescending }]
    return [next as SortKey]
  }
  if (!next) return [...sort, { key, descending: startsDescending }]
  // The third click takes it off again.
  if (next.descending === startsDescending) return sort.filter((one) => one.key !== key)
  return sort.map((one) => (one.key === key ? next : one))
}
