import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { askList, listUrl, type ListAnswer, type ListEndpoint } from '@/api/list'
import type { Problem } from '@/api/problem'
import { refreshed } from '@/api/refreshed'
import type { Column } from './columns'
import { asked, askedPage, readState, toggleSort, writeState, type Filter, type TableState } from './state'

/** How long nobody types before a search is asked. */
const SEARCH_PAUSE_MS = 250

export interface TableOptions {
  /** The name under which the choice of columns is kept. */
  name: string
  sort?: TableState['sort']
  filters?: Filter[]
  limit?: number
  /** Asks again after so many milliseconds, for as long as somebody looks. */
  refreshMs?: number
  /** Asks only while this holds. */
  enabled?: MaybeRefOrGetter<boolean>
}

/** A table as it stands, and what can be done with it. */
export interface Table<Row, Head = unknown> {
  readonly name: string
  readonly columns: Column<Row>[]
  readonly visible: Column<Row>[]
  readonly state: TableState
  /** What stands in the search field. */
  search: string
  readonly rows: Row[]
  /** What the answer says beside its rows. */
  readonly head: Head | undefined
  readonly total: number | undefined
  readonly pages: number
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly problem: Problem | null
  /** Narrowed by filters or a search. */
  readonly isNarrowed: boolean
  readonly jsonUrl: string
  readonly csvUrl: string
  retry(): void
  /** Shows something else, from its first page. */
  set(change: Partial<TableState>): void
  sortBy(column: Column<Row>, additional?: boolean): void
  /** Replaces all filters of a column. */
  setFilters(key: string, filters: Filter[]): void
  removeFilter(filter: Filter): void
  clear(): void
  setPage(page: number): void
  setLimit(limit: number): void
  show(column: Column<Row>, shown: boolean): void
  showAsAtFirst(): void
}

/**
 * A list of the API as a table: one page of it at a time, sorted, filtered and searched by the
 * server. The address holds what is shown. While the next rows are on their way, the rows before
 * stay; an answer that comes late is passed over.
 */
export function useTable<Row, Head = Record<string, never>>(
  columns: MaybeRefOrGetter<Column<Row>[]>,
  endpoint: MaybeRefOrGetter<ListEndpoint>,
  options: TableOptions,
): Table<Row, Head> {
  const route = useRoute()
  const router = useRouter()
  const atFirst: TableState = {
    sort: options.sort ?? [],
    filters: options.filters ?? [],
    search: '',
    page: 1,
    limit: options.limit ?? 50,
  }
  const state = computed(() => readState(route.query, atFirst))

  const query = useQuery<ListAnswer<Row, Head>, Problem>({
    queryKey: computed(() => ['list', toValue(endpoint), askedPage(state.value)]),
    queryFn: ({ signal }) => askList<Row, Head>(toValue(endpoint), askedPage(state.value), signal),
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(options.enabled) ?? true),
    ...refreshed(options.refreshMs),
  })

  function set(change: Partial<TableState>, replace = false) {
    // Whatever is changed, one looks at the first page of it.
    const next = { ...state.value, page: 1, ...change }
    const to = { query: { ...route.query, ...writeState(next, atFirst) } }
    void (replace ? router.replace(to) : router.push(to))
  }

  const search = useSearchText(
    () => state.value.search,
    (text) => set({ search: text }, true),
  )
  const visible = useVisibleColumns(columns, options.name)

  const table = {
    name: options.name,
    ...visible,
    search,
    state,
    rows: computed(() => query.data.value?.rows ?? []),
    head: computed(() => query.data.value?.head),
    total: computed(() => query.data.value?.page.total),
    pages: computed(() => Math.max(1, Math.ceil((query.data.value?.page.total ?? 0) / state.value.limit))),
    isPending: query.isPending,
    // The same question asked again changes little: nothing fades, and nothing is read out anew.
    isFetching: computed(
      () =>
        query.isFetching.value &&
        (!options.refreshMs || query.isPending.value || query.isPlaceholderData.value),
    ),
    problem: query.error,
    retry: () => void query.refetch(),
    set: (change: Partial<TableState>) => set(change),
    isNarrowed: computed(() => state.value.search !== '' || state.value.filters.length > 0),
    sortBy(column: Column<Row>, additional = false) {
      const startsDescending = column.align === 'end' || column.filter === 'date'
      set({ sort: toggleSort(state.value.sort, column.key, additional, startsDescending) })
    },
    setFilters(key: string, filters: Filter[]) {
      set({ filters: [...state.value.filters.filter((one) => one.key !== key), ...filters] })
    },
    removeFilter(filter: Filter) {
      set({ filters: state.value.filters.filter((one) => one !== filter) })
    },
    clear: () => set({ filters: [], search: '' }),
    setPage: (page: number) => set({ page }),
    setLimit: (limit: number) => set({ limit }),
    jsonUrl: computed(() => listUrl(toValue(endpoint), askedPage(state.value))),
    csvUrl: computed(() => listUrl(toValue(endpoint), { ...asked(state.value), format: 'csv' })),
  }
  // Refs come out of a reactive object as what they hold.
  return reactive(table) as unknown as Table<Row, Head>
}

/** What is typed, now; the address follows when nobody types any more. */
function useSearchText(read: () => string, write: (text: string) => void) {
  const text = ref(read())
  let pause: ReturnType<typeof setTimeout> | undefined
  watch(read, (now) => {
    if (pause === undefined) text.value = now
  })
  return computed({
    get: () => text.value,
    set: (value: string) => {
      text.value = value
      clearTimeout(pause)
      pause = setTimeout(() => {
        pause = undefined
        if (text.value.trim() !== read()) write(text.value.trim())
      }, SEARCH_PAUSE_MS)
    },
  })
}

function useVisibleColumns<Row>(columns: MaybeRefOrGetter<Column<Row>[]>, name: string) {
  const storedAs = `osd.columns.${name}`
  const chosen = ref<Record<string, boolean>>(readChoice(storedAs))
  const isShown = (column: Column<Row>) => chosen.value[column.key] ?? !column.hidden
  return {
    columns: computed(() => toValue(columns)),
    visible: computed(() => toValue(columns).filter(isShown)),
    show(column: Column<Row>, shown: boolean) {
      chosen.value = { ...chosen.value, [column.key]: shown }
      keepChoice(storedAs, chosen.value)
    },
    showAsAtFirst() {
      chosen.value = {}
      keepChoice(storedAs, {})
    },
  }
}

function readChoice(storedAs: string): Record<string, boolean> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storedAs) ?? '{}')
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}

function keepChoice(storedAs: string, chosen: Record<string, boolean>) {
  try {
    localStorage.setItem(storedAs, JSON.stringify(chosen))
  } catch {
    // Storage may be full or forbidden: the choice then lasts as long as the page.
  }
}
