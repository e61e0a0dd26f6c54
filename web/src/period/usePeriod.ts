import { computed, reactive } from 'vue'
import type { PeriodAnswer } from '@/api/generated'
import { isPeriod, type Period } from '@/format/period'
import { useTop } from '@/table/useTop'
import { useUrlState } from '@/url/useUrlState'

/** More than there are quarters since 1993. */
const ALL = 1000

/** The periods served, the latest first, and the one in the address: the latest unless one is named. */
export function usePeriod() {
  const inUrl = useUrlState('period')
  const asked = useTop<PeriodAnswer>(
    { url: '/api/v1/periods', rows: 'periods' },
    { sort: '-period', limit: ALL },
  )
  const served = computed(() => asked.rows.filter((one) => one.snapshot !== null))
  return reactive({
    asked,
    served,
    periods: computed(() => served.value.map((one) => one.period)),
    period: computed({
      get: () => (isPeriod(inUrl.value) ? inUrl.value : served.value[0]?.period),
      set: (next: Period | undefined) => (inUrl.value = next),
    }),
  })
}
