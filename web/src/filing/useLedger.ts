/** What the quality ledger says of one filing: its verdicts and repairs. */
import { useQuery } from '@tanstack/vue-query'
import { computed, reactive } from 'vue'
import type { QualityAnswer } from '@/api/generated'
import { askList } from '@/api/list'
import type { Problem } from '@/api/problem'
import type { Repair } from './repairs'
import type { EffectVerdict, UnitVerdict } from './verdicts'

/** As many rows as the API hands out at once; a filing with more repairs has other worries. */
const MOST = 1000

export function useLedger(accession: () => string) {
  const asked = useQuery<QualityAnswer[], Problem>({
    queryKey: computed(() => ['ledger', accession()]),
    queryFn: async ({ signal }) => {
      const filter = [`accession:eq:${accession()}`, 'kind:in:verdict,repair']
      const endpoint = { url: '/api/v1/quality', rows: 'quality' }
      return (await askList<QualityAnswer, unknown>(endpoint, { filter, limit: MOST }, signal)).rows
    },
  })
  const verdict = (start: string) =>
    asked.data.value?.find((row) => row.kind === 'verdict' && row.rule.startsWith(start))?.detail
  return reactive({
    isPending: asked.isPending,
    problem: asked.error,
    retry: () => void asked.refetch(),
    unit: computed(() => verdict('unit_') as UnitVerdict | undefined),
    effect: computed(() => verdict('effect_') as EffectVerdict | undefined),
    /** By the row's place in the filing. */
    repairs: computed(() => byRow(asked.data.value ?? [])),
  })
}

function byRow(rows: QualityAnswer[]): Map<number, Repair[]> {
  const all = new Map<number, Repair[]>()
  for (const { kind, detail } of rows) {
    if (kind !== 'repair') continue
    const repair = detail as unknown as Repair
    all.set(repair.ordinal, [...(all.get(repair.ordinal) ?? []), repair])
  }
  return all
}
