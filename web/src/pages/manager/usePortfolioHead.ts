import { getManagersCikPortfoliosPeriod } from '@/api/generated'
import { useAnswer } from '@/api/useAnswer'
import { useManagerView } from '@/manager/useManagerView'
import type { Period } from '@/format/period'

/** What is said of a portfolio as a whole; of its rows only the first. */
export function usePortfolioHead(cik: () => number, period: () => Period) {
  const { query } = useManagerView()
  return useAnswer(
    () => ['portfolio-head', cik(), period(), query.value],
    (signal) =>
      getManagersCikPortfoliosPeriod({
        path: { cik: cik(), period: period() },
        query: { ...query.value, limit: 1 },
        signal,
      }),
  )
}
