import { Problem } from './problem'

/**
 * Options of a question that is asked again and again while the page is in sight, and at once when it
 * comes back into sight. What is not there is not asked for again.
 */
export function refreshed(everyMs: number | undefined) {
  return {
    refetchInterval: ({ state }: { state: { error: Error | null } }): number | false => {
      const isThere = !(state.error instanceof Problem && state.error.isNotFound)
      return isThere && everyMs !== undefined ? everyMs : false
    },
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: everyMs === undefined ? false : ('always' as const),
  }
}
