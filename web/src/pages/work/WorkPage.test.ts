import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { kind, piece, server, worker, type Standing } from './standing'
import WorkPage from './WorkPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => localStorage.clear())
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** The page, with a server that stands so, and what is asked of it. */
async function pageWhere(standing: Standing) {
  const asked = server(standing)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['/work', '/gaps', '/status', '/filings/:accession'].map((path) => ({
      path,
      name: path.split('/')[1] === 'filings' ? 'filing' : path.slice(1),
      component: { render: () => null },
    })),
  })
  await router.push('/work')
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const page = mount(WorkPage, {
    attachTo: document.body,
    global: { plugins: [router, [VueQueryPlugin, { queryClient }]] },
  })
  await settle()
  return { page, asked, standing }
}

async function settle() {
  for (let turn = 0; turn < 6; turn += 1) await flushPromises()
}

function button(page: VueWrapper, name: string) {
  const found = page
    .findAll('button')
    .find((one) => [one.attributes('aria-label'), one.text()].includes(name))
  if (!found) throw new Error(`no button ${name}`)
  return found
}

const press = async (page: VueWrapper, name: string) => {
  await button(page, name).trigger('click')
  await settle()
}
const told = (page: VueWrapper) => page.get('[aria-label="What the last order did"]').text()

it('loading: says so until the server has answered', async () => {
  const { page } = await pageWhere({ silent: true })
  expect(page.find('[aria-label=Loading]').exists()).toBe(true)
  expect(page.findAll('table')).toEqual([])
})

it('not at the admin address: says where the work is steered, and asks no more', async () => {
  vi.useFakeTimers()
  const { page, asked } = await pageWhere({ elsewhere: true })
  expect(page.get('h1').text()).toBe('Work')
  expect(page.text()).toContain('osd serve --admin 127.0.0.1:8001')
  expect(page.findAll('button')).toEqual([])
  const before = asked.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked.length).toBe(before)
})

it('error: says it in the words of the server, and asks again', async () => {
  const { page, standing } = await pageWhere({ down: true })
  expect(page.get('[role=alert]').text()).toContain('The database is locked')
  standing.down = false
  await press(page, 'Try again')
  expect(page.find('[role=alert]').exists()).toBe(false)
  expect(page.find('caption').text()).toBe('Work by kind')
})

it('empty: there are kinds, and no work and no worker', async () => {
  const { page } = await pageWhere({ kinds: [kind('fetch')], work: [], workers: [] })
  expect(page.text()).toContain('No pieces to show')
  expect(page.text()).toContain('No worker was seen lately')
  expect(page.text()).not.toContain('Retry')
})

it('failed work: says why, and is tried again', async () => {
  const failed = piece(7, 'failed', { last_error: 'sec.gov has no such file', attempts: 5 })
  const { page, asked, standing } = await pageWhere({
    kinds: [kind('fetch', { failed: 1 })],
    work: [failed],
  })
  expect(page.text()).toContain('sec.gov has no such file')
  expect(page.text()).toContain('Given up')

  await press(page, 'Retry fetch 0009999999-25-000007')
  expect(asked.at.retry).toEqual([{ ids: [7], failed: false, kind: null }])
  expect(told(page)).toBe('1 piece of work waits for a worker again.')
  expect(standing.work?.[0]?.state).toBe('waiting')
  expect(page.findAll('tbody').at(1)?.text()).toContain('Waiting')

  standing.changes = 0
  await press(page, 'Do now: fetch 0009999999-25-000007')
  expect(told(page)).toContain('Nothing was changed')
})

it('failed work: all of it, or all of a kind, is tried again', async () => {
  const { page, asked } = await pageWhere({
    kinds: [kind('fetch', { failed: 2 }), kind('read', { failed: 1 })],
  })
  await press(page, 'Retry all failed (3)')
  await press(page, 'Retry failed read')
  expect(asked.at.retry).toEqual([
    { ids: [], failed: true, kind: null },
    { ids: [], failed: true, kind: 'read' },
  ])
})

it('waiting work: is canceled only by who confirms it', async () => {
  const { page, asked } = await pageWhere({
    kinds: [kind('fetch', { waiting: 1 })],
    work: [piece(8, 'waiting')],
  })
  const dialog = page.get('dialog')
  await press(page, 'Cancel fetch 0009999999-25-000008')
  expect(dialog.attributes('open')).toBeDefined()
  expect(dialog.get('h2').text()).toBe('Cancel fetch 0009999999-25-000008?')
  await press(page, 'Leave it')
  expect(dialog.attributes('open')).toBeUndefined()
  expect(asked.at.cancel).toEqual([])

  await press(page, 'Cancel fetch 0009999999-25-000008')
  await press(page, 'Cancel the work')
  expect(asked.at.cancel).toEqual([{ ids: [8] }])
  expect(dialog.attributes('open')).toBeUndefined()
  expect(told(page)).toBe('1 piece of work was canceled: that counts as given up.')
})

it('paused: is shown when the server says so, and resumed', async () => {
  const { page, asked } = await pageWhere({ kinds: [kind('fetch'), kind('read')] })
  await press(page, 'Pause fetch')
  expect(asked.at.pause).toEqual([{ kinds: ['fetch'] }])
  expect(told(page)).toBe('1 kind of work was paused. Paused now: fetch.')
  const row = page.get('tbody tr')
  expect(row.text()).toContain('Paused')
  await press(page, 'Resume fetch')
  expect(told(page)).toContain('Nothing is paused now')
  expect(row.text()).not.toContain('Paused')
})

it('paused: nothing is shown before the server has said so', async () => {
  const { page, standing } = await pageWhere({ kinds: [kind('fetch')] })
  standing.refuses = true
  await press(page, 'Pause fetch')
  expect(told(page)).toBe('Refused: Not from this page.')
  expect(page.get('tbody tr').text()).not.toContain('Paused')
})

it('running: shows how far it is, and who does it', async () => {
  const { page } = await pageWhere({
    kinds: [kind('read', { running: 1 })],
    work: [piece(9, 'running', { kind: 'read', progress: '120 of 500 filings', worker: 'box-1' })],
    workers: [worker('box-1', { done: 500, requests: 3_600 }), worker('box-2', { state: 'gone' })],
  })
  expect(page.text()).toContain('120 of 500 filings')
  const workers = page.findAll('table').at(2)
  expect(workers?.text()).toContain('At work')
  expect(workers?.text()).toContain('3,600 (1.0/s)')
  expect(workers?.text()).toContain('Gone')
})

it('is asked anew every five seconds, and not while hidden', async () => {
  vi.useFakeTimers()
  const { asked } = await pageWhere({ kinds: [kind('fetch')] })
  const first = asked.length
  await vi.advanceTimersByTimeAsync(5_100)
  expect(asked.length).toBe(first * 2)
  const visible = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked.length).toBe(first * 2)
  visible.mockReturnValue('visible')
  window.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(100)
  expect(asked.length).toBe(first * 3)
})
