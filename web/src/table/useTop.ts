import { computed, reactive, toValue, type MaybeRefOrGetter } from 'vue'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { askList, listUrl, type ListAnswer, type ListEndpoint, type ListQuery } from '@/api/list'
import type { Problem } from '@/api/problem'

/** The first rows of a list, for a page that is about more than it. */
export function useTop<Row>(
  endpoint: MaybeRefOrGetter<ListEndpoint>,
  query: ListQuery,
  enabled: MaybeRefOrGetter<boolean> = true,
) {
  const asked = useQuery<ListAnswer<Row, unknown>, Problem>({
    queryKey: computed(() => ['list', toValue(endpoint), query]),
    queryFn: ({ signal }) => askList<Row, unknown>(toValue(endpoint), query, signal),
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(enabled)),
  })
  return reactive({
    rows: computed(() => asked.data.value?.rows ?? []),
    total: computed(() => asked.data.value?.page.total),
    isPending: asked.isPending,
    problem: asked.error,
    retry: () => void asked.refetch(),
    jsonUrl: computed(() => listUrl(toValue(endpoint), query)),
  }) as {
    readonly rows: Row[]
    readonly total: number | undefined
    readonly isPending: boolean
    readonly problem: Problem | null
    readonly jsonUrl: string
    retry(): void
  }
}
