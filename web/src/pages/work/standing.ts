// For tests: an admin listener whose work stands as told, and that takes orders about it.
import { vi } from 'vitest'
import type { WorkAnswer, WorkerAnswer, WorkKindAnswer } from '@/api/generated'

/** How the work stands, and how the server behaves. */
export interface Standing {
  kinds?: WorkKindAnswer[]
  work?: WorkAnswer[]
  workers?: WorkerAnswer[]
  /** It never answers. */
  silent?: boolean
  /** It is the public listener. */
  elsewhere?: boolean
  /** It answers nothing but that it cannot. */
  down?: boolean
  /** It takes no orders. */
  refuses?: boolean
  /** So many pieces an order changes, instead of what it names. */
  changes?: number
}

const START = '2025-05-15T08:00:00Z'

export function kind(name: string, more: Partial<WorkKindAnswer> = {}): WorkKindAnswer {
  return {
    kind: name,
    waiting: 0,
    running: 0,
    failed: 0,
    done_10_minutes: 0,
    done_hour: 0,
    oldest: null,
    paused_at: null,
    paused_by: null,
    ...more,
  }
}

export function piece(id: number, state: string, more: Partial<WorkAnswer> = {}): WorkAnswer {
  return {
    id,
    kind: 'fetch',
    key: `0009999999-25-00000${id}`,
    state,
    priority: 0,
    attempts: 0,
    not_before: START,
    worker: null,
    progress: null,
    last_error: null,
    payload: null,
    created_at: START,
    updated_at: START,
    ...more,
  }
}

export function worker(name: string, more: Partial<WorkerAnswer> = {}): WorkerAnswer {
  return {
    name,
    roles: ['worker'],
    state: 'at_work',
    started_at: START,
    seen_at: '2025-05-15T09:00:00Z',
    blocked_until: null,
    done: 0,
    failed: 0,
    requests: 0,
    ...more,
  }
}

type Order = 'retry' | 'cancel' | 'pause' | 'resume'
type Body = { ids?: number[]; failed?: boolean; kinds?: string[] }

/** Answers for the server; gives the questions that were asked, and the bodies of orders. */
export function server(standing: Standing) {
  const at: Record<Order, Body[]> = { retry: [], cancel: [], pause: [], resume: [] }
  const asked = Object.assign([] as string[], { at })
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url, 'http://here')
    asked.push(pathname)
    if (standing.silent) return new Promise<Response>(() => undefined)
    if (standing.elsewhere) return problem(404, 'No such route', 'There is nothing here.')
    if (standing.down) return problem(500, 'The catalog failed', 'The database is locked.')
    const name = pathname.split('/').at(-1) ?? ''
    if (!(name in at)) return json(read(standing, name))
    if (standing.refuses) return problem(403, 'Refused', 'Not from this page.')
    const body = (await request.json()) as Body
    at[name as Order].push(body)
    return json(take(standing, name as Order, body))
  })
  return asked
}

function read({ kinds = [], work = [], workers = [] }: Standing, name: string) {
  if (name === 'kinds') return { kinds }
  if (name === 'workers') return { workers }
  return { work, page: { total: work.length, limit: 50, offset: 0, next: null } }
}

function take(standing: Standing, order: Order, { ids = [], kinds = [] }: Body) {
  const state = { retry: 'waiting', cancel: 'failed' }[order as string]
  if (state) standing.work = standing.work?.map((one) => (ids.includes(one.id) ? { ...one, state } : one))
  else {
    const paused = {
      paused_at: order === 'pause' ? START : null,
      paused_by: order === 'pause' ? 'web:admin' : null,
    }
    standing.kinds = standing.kinds?.map((one) => (kinds.includes(one.kind) ? { ...one, ...paused } : one))
  }
  const paused = (standing.kinds ?? []).filter((one) => one.paused_at !== null).map((one) => one.kind)
  return { order, asked: null, changed: standing.changes ?? (ids.length || kinds.length || 1), paused }
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

const problem = (status: number, title: string, detail: string) =>
  json({ type: '/problems/x', title, detail, status }, status)
