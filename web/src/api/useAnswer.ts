import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive, toValue, type MaybeRefOrGetter } from 'vue'
import { answer } from './answer'
import type { Problem } from './problem'
import { refreshed } from './refreshed'

interface Outcome<Data> {
  data?: Data
  error?: unknown
  response?: Response
}

/** An answer on its way, or come. */
export interface Asked<Data> {
  readonly data: Data | undefined
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly problem: Problem | null
  retry(): void
}

/**
 * Asks a function of the generated client, and again whenever `key` changes. While another answer is
 * on its way the one before stays; the latest question wins. With `refreshMs` it is asked again and again.
 */
export function useAnswer<Data>(
  key: MaybeRefOrGetter<unknown[]>,
  ask: (signal: AbortSignal) => Promise<Outcome<Data>>,
  options: { enabled?: MaybeRefOrGetter<boolean>; keep?: boolean; refreshMs?: number } = {},
): Asked<Data> {
  const query = useQuery<Data, Problem>({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ signal }) => answer(ask(signal)),
    placeholderData: options.keep === false ? undefined : keepPreviousData,
    enabled: computed(() => toValue(options.enabled) ?? true),
    ...refreshed(options.refreshMs),
  })
  return reactive({
    data: query.data,
    isPending: query.isPending,
    isFetching: query.isFetching,
    problem: query.error,
    retry: () => void query.refetch(),
  }) as Asked<Data>
}
