import { getManagersCikPortfoliosPeriod } from '@/api/generated'
import { useAnswer } from '@/api/useAnswer'
import type { Period } from '@/format/period'

/** What is said of a portfolio as a whole; of its rows only the first. */
export function usePortfolioHead(cik: () => number, period: () => Period) {
  return useAnswer(
    () => ['portfolio-head', cik(), period()],
    (signal) =>
      getManagersCikPortfoliosPeriod({ path: { cik: cik(), period: period() }, query: { limit: 1 }, signal }),
  )
}
