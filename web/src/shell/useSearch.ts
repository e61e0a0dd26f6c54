import { computed, onScopeDispose, reactive, ref, watch, type Ref } from 'vue'
import type { SearchHit } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { useAnswer } from '@/api/useAnswer'

/** How long nobody types before it is asked. */
const PAUSE_MS = 120

export interface SiteHit {
  key: string
  label: string
  kind: string
  note?: string
  to: string
}

const KINDS: Record<string, string> = {
  manager: 'Manager',
  security: 'Security',
  issuer: 'Issuer',
  ticker: 'Ticker',
  filing: 'Filing',
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

  const found = useAnswer<{ hits: SearchHit[] }>(
    () => ['search', asked.value],
    (signal) =>
      client.get({ url: '/api/v1/search', query: { q: asked.value, limit: 12 }, signal }) as Promise<{
        data?: { hits: SearchHit[] }
        error?: unknown
        response?: Response
      }>,
    { enabled: () => asked.value !== '' },
  )
  return reactive({
    isSearching: computed(() => found.isFetching || asked.value !== text.value.trim()),
    hits: computed(() => (text.value.trim() === '' ? [] : (found.data?.hits ?? []).map(shown))),
  })
}

export function shown(hit: SearchHit): SiteHit {
  return {
    key: `${hit.kind} ${hit.id}`,
    label: [hit.name, hit.class].filter(Boolean).join(' · '),
    kind: KINDS[hit.kind] ?? hit.kind,
    note: note(hit),
    to: hit.path,
  }
}

/** What tells it from its namesakes, and why it is here where its name does not say. */
function note(hit: SearchHit): string {
  const former = hit.found_by.startsWith('former_') ? `once ${hit.matched}` : undefined
  return [former, hit.ticker ?? hit.id].filter(Boolean).join(' · ')
}
