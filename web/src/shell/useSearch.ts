import { computed, onScopeDispose, reactive, ref, watch, type Ref } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { getManagers } from '@/api/generated'
import { useAnswer } from '@/api/useAnswer'

/** How long nobody types before it is asked. */
const PAUSE_MS = 120

export interface SiteHit {
  key: string
  label: string
  kind: string
  note?: string
  to: RouteLocationRaw
}

/** What is found for what stands in the field. */
export function useSearch(text: Ref<string>) {
  const asked = ref('')
  let pause: ReturnType<typeof setTimeout> | undefined
  watch(text, (now) => {
    clearTimeout(pause)
    pause = setTimeout(() => (asked.value = now.trim()), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(pause))

  const found = useAnswer(
    () => ['search', asked.value],
    (signal) => getManagers({ query: { search: asked.value, limit: 10 }, signal }),
    { enabled: () => asked.value !== '' },
  )
  return reactive({
    isSearching: computed(() => found.isFetching || asked.value !== text.value.trim()),
    hits: computed<SiteHit[]>(() => []),
  })
}
