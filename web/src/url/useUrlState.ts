import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * A value kept in the address, so that a view can be linked to and the browser's back button goes
 * where one was. What is as at first is left out.
 */
export function useUrlState(name: string, atFirst: string): WritableComputedRef<string>
export function useUrlState(name: string): WritableComputedRef<string | undefined>
export function useUrlState(name: string, atFirst?: string): WritableComputedRef<string | undefined> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' && value !== '' ? value : atFirst
    },
    set: (value) => {
      const kept = value === atFirst || value === '' ? undefined : value
      void router.push({ query: { ...route.query, [name]: kept } })
    },
  })
}
