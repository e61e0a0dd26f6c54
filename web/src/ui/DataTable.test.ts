import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { Problem } from '@/api/problem'
import { shareChange, text, usd } from '@/table/columns'
import type { Table } from '@/table/useTable'
import DataTable from './DataTable.vue'

interface Row {
  issuer: string
  value: number
  change: number | null
}

const columns = [
  text<Row>('issuer', 'Issuer', { link: () => '/somewhere' }),
  usd<Row>('value', 'Value'),
  shareChange<Row>('change', 'Change'),
]
const apple: Row = { issuer: 'APPLE INC', value: 66_639_000, change: -0.25 }
const nucor: Row = { issuer: 'NUCOR CORP', value: 8_000, change: null }

function table(given: Partial<Table<Row>> = {}): Table<Row> {
  return reactive({
    name: 'test',
    columns,
    visible: columns,
    state: { sort: [{ key: 'value', descending: true }], filters: [], search: '', page: 1, limit: 50 },
    search: '',
    rows: [apple, nucor],
    head: undefined,
    total: 2,
    pages: 1,
    isPending: false,
    isFetching: false,
    problem: null,
    isNarrowed: false,
    jsonUrl: '/json',
    csvUrl: '/csv',
    retry: vi.fn(),
    set: vi.fn(),
    sortBy: vi.fn(),
    setFilters: vi.fn(),
    removeFilter: vi.fn(),
    clear: vi.fn(),
    setPage: vi.fn(),
    setLimit: vi.fn(),
    show: vi.fn(),
    showAsAtFirst: vi.fn(),
    ...given,
  }) as Table<Row>
}

function shown(of: Table<Row>) {
  return mount(DataTable<Row>, {
    props: { table: of, caption: 'What Berkshire held', rowKey: (row: Row) => row.issuer, noun: 'positions' },
    global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } },
  })
}

it('is a table with a caption, headed rows, and figures with their units', () => {
  const page = shown(table())
  expect(page.get('caption').text()).toBe('What Berkshire held')
  expect(page.findAll('tbody th[scope=row]').map((one) => one.text())).toEqual(['APPLE INC', 'NUCOR CORP'])
  expect(
    page
      .findAll('tbody tr')[0]
      ?.findAll('td')
      .map((one) => one.text()),
  ).toEqual(['66,639,000', '▼−25.0'])
  expect(page.findAll('tbody tr')[1]?.findAll('td')[1]?.text()).toBe('–')
  expect(page.findAll('thead .unit').map((one) => one.text())).toEqual(['$', '%'])
})

it('says its order to those who do not see the arrow', () => {
  const page = shown(table())
  expect(page.findAll('thead th').map((one) => one.attributes('aria-sort'))).toEqual([
    'none',
    'descending',
    'none',
  ])
})

it('sorts by a heading, and by another as well with Shift', async () => {
  const one = table()
  const page = shown(one)
  const heading = page.findAll('thead .sort')[2]
  await heading?.trigger('click')
  await heading?.trigger('click', { shiftKey: true })
  expect(vi.mocked(one.sortBy).mock.calls.map(([column, additional]) => [column.key, additional])).toEqual([
    ['change', false],
    ['change', true],
  ])
})

it('keeps its rows in sight while the next are on their way', () => {
  const page = shown(table({ isFetching: true }))
  expect(page.get('[role=group][tabindex]').attributes('aria-busy')).toBe('true')
  expect(page.text()).toContain('APPLE INC')
})

it('shows the problem in the words of the server, and asks again', async () => {
  const one = table({
    problem: new Problem('A parameter is not in order', 'sort: no such field', 400, 'bad-input'),
  })
  const page = shown(one)
  expect(page.get('[role=alert]').text()).toContain('sort: no such field')
  await page.get('[role=alert] button').trigger('click')
  expect(one.retry).toHaveBeenCalledOnce()
})

it('tells an empty list from one that filters have emptied', async () => {
  expect(shown(table({ rows: [], total: 0 })).text()).not.toContain('Take them off')
  const narrowed = table({ rows: [], total: 0, isNarrowed: true })
  const page = shown(narrowed)
  expect(page.text()).toContain('No positions to show')
  await page.get('.empty button').trigger('click')
  expect(narrowed.clear).toHaveBeenCalledOnce()
})
