/** What the quality ledger says of one filing: the verdicts on its unit, and on what it does. */
import { useQuery } from '@tanstack/vue-query'
import { computed, reactive } from 'vue'
import type { QualityAnswer } from '@/api/generated'
import { askList } from '@/api/list'
import type { Problem } from '@/api/problem'
import type { EffectVerdict, UnitVerdict } from './verdicts'

export function useLedger(accession: () => string) {
  const asked = useQuery<QualityAnswer[], Problem>({
    queryKey: computed(() => ['ledger', accession()]),
    queryFn: async ({ signal }) => {
      const filter = [`accession:eq:${accession()}`, 'kind:eq:verdict']
      const endpoint = { url: '/api/v1/quality', rows: 'quality' }
      return (await askList<QualityAnswer, unknown>(endpoint, { filter }, signal)).rows
    },
  })
  const verdict = (start: string) => asked.data.value?.find((row) => row.rule.startsWith(start))?.detail
  return reactive({
    isPending: asked.isPending,
    problem: asked.error,
    retry: () => void asked.refetch(),
    unit: computed(() => verdict('unit_') as UnitVerdict | undefined),
    effect: computed(() => verdict('effect_') as EffectVerdict | undefined),
  })
}
