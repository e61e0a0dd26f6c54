import { QueryClient } from '@tanstack/vue-query'
import { Problem } from './problem'

/** How long an answer is taken for the latest: filings come by the day, not by the second. */
const FRESH_MS = 60_000

/** What was answered, kept for as long as somebody looks at it, and a while longer. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      refetchOnWindowFocus: false,
      // What is wrong with a question is wrong again; a server that is busy may be asked once more.
      retry: (failures, error) =>
        failures < 1 && error instanceof Problem && [0, 502, 503, 504].includes(error.status),
    },
  },
})
