import { useQueryClient } from '@tanstack/vue-query'
import { inject, provide, reactive, type InjectionKey } from 'vue'
import { answer } from '@/api/answer'
import {
  postApiAdminWorkCancel,
  postApiAdminWorkPause,
  postApiAdminWorkResume,
  postApiAdminWorkRetry,
  type OrderedAnswer,
} from '@/api/generated'
import { problemOf, type Problem } from '@/api/problem'
import { outcome } from './outcome'

/** Orders about work: one at a time, and what the last one did in the words of the server's answer. */
export interface Orders {
  readonly busy: boolean
  /** What the last order did; empty before the first, and while one is on its way. */
  readonly told: string
  readonly problem: Problem | null
  retry(id: number): Promise<void>
  /** Tries all again that failed, of one kind or of any. */
  retryFailed(kind?: string): Promise<void>
  cancel(id: number): Promise<void>
  pause(kinds: string[]): Promise<void>
  resume(kinds: string[]): Promise<void>
}

type Outcome = Promise<{ data?: OrderedAnswer; error?: unknown; response?: Response }>

const ORDERS: InjectionKey<Orders> = Symbol('orders')

/** For the page: gives orders, and has everything asked anew that an order may have changed. */
export function provideOrders(): Orders {
  const queries = useQueryClient()
  const state = reactive({ busy: false, told: '', problem: null as Problem | null })

  async function order(ask: () => Outcome) {
    if (state.busy) return
    Object.assign(state, { busy: true, told: '', problem: null })
    try {
      state.told = outcome(await answer(ask()))
    } catch (error) {
      state.problem = problemOf(error)
    }
    await queries.invalidateQueries()
    state.busy = false
  }

  const orders = Object.assign(state, {
    retry: (id: number) =>
      order(() => postApiAdminWorkRetry({ body: { ids: [id], failed: false, kind: null } })),
    retryFailed: (kind?: string) =>
      order(() => postApiAdminWorkRetry({ body: { ids: [], failed: true, kind: kind ?? null } })),
    cancel: (id: number) => order(() => postApiAdminWorkCancel({ body: { ids: [id] } })),
    pause: (kinds: string[]) => order(() => postApiAdminWorkPause({ body: { kinds } })),
    resume: (kinds: string[]) => order(() => postApiAdminWorkResume({ body: { kinds } })),
  }) as Orders
  provide(ORDERS, orders)
  return orders
}

/** For the parts of the page. */
export function useOrders(): Orders {
  const orders = inject(ORDERS)
  if (!orders) throw new Error('there are no orders outside the page of the work')
  return orders
}
