import { computed } from 'vue'
import { useUrlState } from '@/url/useUrlState'

/**
 * How a manager is looked at: as somebody could have on an earlier day, and together with those that it
 * continues or that continue it. In the address, for every part of the page.
 */
export function useManagerView() {
  const asOf = useUrlState('as_of')
  const merged = useUrlState('merged')
  return {
    asOf,
    merged: computed({
      get: () => merged.value === 'true',
      set: (on) => (merged.value = on ? 'true' : undefined),
    }),
    /** For questions that can be asked of several managers together. */
    query: computed(() => ({ as_of: asOf.value, merged: merged.value === 'true' ? true : undefined })),
    /** For those that cannot. */
    asOfQuery: computed(() => ({ as_of: asOf.value })),
  }
}
