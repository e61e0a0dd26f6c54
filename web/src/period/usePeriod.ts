import { computed, reactive } from 'vue'
import { getPeriods, type PeriodAnswer } from '@/api/generated'
import { useAnswer } from '@/api/useAnswer'
import { isPeriod, type Period } from '@/format/period'
import { useUrlState } from '@/url/useUrlState'

/** The periods served, the latest first, and the one in the address: the latest unless one is named. */
export function usePeriod() {
  const inUrl = useUrlState('period')
  const asked = useAnswer(['periods'], (signal) => getPeriods({ signal }))
  const served = computed(() => periodsOf(asked.data).filter((one) => one.snapshot !== null))
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

function periodsOf(data: unknown): PeriodAnswer[] {
  return (data ?? []) as PeriodAnswer[]
}
