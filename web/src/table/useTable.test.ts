import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { number, text, usd } from './columns'
import { useTable, type Table } from './useTable'

interface Row {
  name: string
  value: number
  positions: number
}

const columns = [
  text<Row>('name', 'Manager'),
  usd<Row>('value', 'Value'),
  number<Row>('positions', 'Positions', { hidden: true }),
]

/** A server that has answered nothing yet: each question waits for its answer. */
function server() {
  const asked: {
    url: URL
    answer: (rows: Row[], total?: number) => Promise<void>
    fail: (status: number) => Promise<void>
  }[] = []
  vi.stubGlobal('fetch', (request: Request) => {
    return new Promise<Response>((resolve) => {
      const reply = async (body: unknown, status: number) => {
        resolve(
          new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
        )
        await flushPromises()
        await flushPromises()
      }
      asked.push({
        url: new URL(request.url, 'http://here'),
        answer: (rows, total = rows.length) =>
          reply({ managers: rows, period: '2025Q1', page: { total, limit: 50, offset: 0, next: null } }, 200),
        fail: (status) =>
          reply(
            { type: '/problems/bad-input', title: 'Not in order', detail: 'sort: no such field', status },
            status,
          ),
      })
    })
  })
  return {
    asked,
    get last() {
      const last = asked.at(-1)
      if (!last) throw new Error('nothing was asked')
      return last
    },
  }
}

async function tableAt(address: string) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/managers', component: { render: () => null } }],
  })
  await router.push(address)
  let table: Table<Row, { period: string }> | undefined
  const Host = defineComponent({
    setup() {
      table = useTable<Row, { period: string }>(
        columns,
        { url: '/api/v1/managers', rows: 'managers', query: { period: '2025Q1' } },
        { name: 'managers', sort: [{ key: 'value', descending: true }] },
      )
      return () => h('div')
    },
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  mount(Host, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } })
  if (!table) throw new Error('not set up')
  return { table, router }
}

const row = (name: string): Row => ({ name, value: 1, positions: 2 })

enableAutoUnmount(afterEach)
beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

it('asks for what the address says', async () => {
  const api = server()
  await tableAt('/managers?sort=name,-value&filter=value:gte:5&filter=name:has:a&search=berk&page=3&limit=25')
  const { searchParams, pathname } = api.last.url
  expect(pathname).toBe('/api/v1/managers')
  expect(searchParams.getAll('filter')).toEqual(['value:gte:5', 'name:has:a'])
  expect(Object.fromEntries(searchParams)).toMatchObject({
    period: '2025Q1',
    sort: 'name,-value',
    search: 'berk',
    limit: '25',
    offset: '50',
  })
})

it('shows rows, their total, and what else the answer says', async () => {
  const api = server()
  const { table } = await tableAt('/managers')
  expect(table.isPending).toBe(true)
  await api.last.answer([row('Alpha')], 120)
  expect(table.rows.map(({ name }) => name)).toEqual(['Alpha'])
  expect([table.total, table.pages, table.head]).toEqual([120, 3, { period: '2025Q1' }])
})

it('keeps the rows before until the next have come, and starts again at the first page', async () => {
  const api = server()
  const { table, router } = await tableAt('/managers?page=2')
  await api.last.answer([row('Alpha')], 120)
  table.sortBy(columns[0] as never)
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ sort: 'name' })
  expect([table.isFetching, table.rows[0]?.name]).toEqual([true, 'Alpha'])
  await api.last.answer([row('Beta')], 120)
  expect([table.isFetching, table.rows[0]?.name]).toEqual([false, 'Beta'])
})

it('passes over an answer that comes after a later one', async () => {
  const api = server()
  const { table } = await tableAt('/managers')
  const first = api.last
  table.setPage(2)
  await flushPromises()
  await api.last.answer([row('Second')], 120)
  await first.answer([row('First')], 120)
  expect(table.rows[0]?.name).toBe('Second')
})

it('says what the server says is wrong', async () => {
  const api = server()
  const { table } = await tableAt('/managers?sort=nonsense')
  await api.last.fail(400)
  expect(table.problem).toMatchObject({
    title: 'Not in order',
    detail: 'sort: no such field',
    status: 400,
    kind: 'bad-input',
  })
})

it('searches when nobody types any more', async () => {
  server()
  vi.useFakeTimers()
  const { table, router } = await tableAt('/managers?page=4')
  for (const typed of ['b', 'be', 'ber ']) table.search = typed
  expect(table.search).toBe('ber ')
  expect(router.currentRoute.value.query.search).toBeUndefined()
  await vi.runAllTimersAsync()
  expect(router.currentRoute.value.query).toEqual({ search: 'ber' })
  vi.useRealTimers()
})

it('links to the same rows as JSON, and to all of them as CSV', async () => {
  server()
  const { table } = await tableAt('/managers?filter=value:gte:5&page=2')
  expect(table.jsonUrl).toBe(
    '/api/v1/managers?period=2025Q1&sort=-value&filter=value%3Agte%3A5&limit=50&offset=50',
  )
  expect(table.csvUrl).toBe('/api/v1/managers?period=2025Q1&sort=-value&filter=value%3Agte%3A5&format=csv')
})

it('remembers which columns somebody wants', async () => {
  server()
  const { table } = await tableAt('/managers')
  expect(table.visible.map(({ key }) => key)).toEqual(['name', 'value'])
  table.show(columns[2] as never, true)
  table.show(columns[1] as never, false)
  const { table: later } = await tableAt('/managers')
  expect(later.visible.map(({ key }) => key)).toEqual(['name', 'positions'])
  later.showAsAtFirst()
  expect(later.visible.map(({ key }) => key)).toEqual(['name', 'value'])
})
