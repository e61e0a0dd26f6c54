import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { GapAnswer, GapsAnswer } from '@/api/generated'
import GapsPage from './GapsPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => vi.unstubAllGlobals())

const given: GapAnswer = {
  accession: '0009999999-25-000003',
  cik: 1067983,
  manager: 'BERKSHIRE HATHAWAY INC',
  form: '13F-HR',
  filed: '2025-08-14',
  index_quarter: '2025Q3',
  state: 'discovered',
  reason: 'failed',
  why: 'fetch was given up: sec.gov has no such file',
  work: 7,
  attempts: 5,
  not_before: null,
  last_error: 'sec.gov has no such file',
}

async function pageOf(answer: Partial<GapsAnswer>, status = 200) {
  const gaps = answer.gaps ?? []
  const page = { total: gaps.length, limit: 50, offset: 0, next: null }
  const body =
    status === 200
      ? { gaps, page, by_reason: {}, by_quarter: [], indexes: [], days: [], ...answer }
      : { type: '/problems/busy', title: 'The server is busy', detail: 'Ask again in a moment.', status }
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
    ),
  )
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/gaps', name: 'gaps', component: GapsPage },
      { path: '/status', name: 'status', component: GapsPage },
      { path: '/filings/:accession', name: 'filing', component: GapsPage },
      { path: '/managers/:cik', name: 'manager', component: GapsPage },
    ],
  })
  await router.push('/gaps')
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const shown = mount(GapsPage, { global: { plugins: [router, [VueQueryPlugin, { queryClient }]] } })
  for (let turn = 0; turn < 4; turn += 1) await flushPromises()
  return shown
}

it('empty: says that nothing is missing', async () => {
  const page = await pageOf({})
  expect(page.text()).toContain('No filing is missing that EDGAR is known to name')
  expect(page.text()).toContain('Everything that EDGAR is known to name is in')
})

it('gaps: each says why it is not in, and how many are not in for what reason', async () => {
  const page = await pageOf({ gaps: [given], by_reason: { failed: 1_200, waiting: 3 } })
  const row = page.get('tbody tr').text()
  expect(row).toContain('BERKSHIRE HATHAWAY INC')
  expect(row).toContain('Was given up')
  expect(row).toContain('fetch was given up: sec.gov has no such file')
  const reasons = page.findAll('.reasons li').map((one) => one.text().replace(/\s+/g, ' '))
  expect(reasons).toEqual(['Waits for its turn: 3', 'Was given up: 1,200'])
  expect(page.get('.reasons li:last-child a').attributes('href')).toBe('/gaps?filter=reason:in:failed')
})

it('indexes: those that may name more are said', async () => {
  const page = await pageOf({
    indexes: [{ index_quarter: '2025Q3', state: 'unfinished', checked_at: '2025-08-15T12:00:00Z' }],
    days: [{ day: '2025-08-14', state: 'never', covered: false, checked_at: null }],
  })
  expect(page.text()).toContain('Looked at before the quarter was over')
  expect(page.text()).toContain('2025-08-14')
  expect(page.text()).toContain('Never looked at')
})

it('error: says what the server says', async () => {
  const page = await pageOf({}, 503)
  expect(page.get('[role=alert]').text()).toContain('Ask again in a moment.')
})
