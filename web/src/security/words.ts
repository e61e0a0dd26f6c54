import type { ChainStep, SplitStep } from '@/api/generated'
import { periodName } from '@/format/period'

/** `4 for 1`, of the ratio as the API has it, `4` or `1/20`. */
export function ratioText(ratio: string): string {
  const [now, before = '1'] = ratio.split('/')
  return `${now} for ${before}`
}

export function splitText(split: SplitStep): string {
  return `Split ${ratioText(split.ratio)} in ${periodName(split.period)}, shown by ${split.managers} of ${split.of} managers`
}

export function chainText(step: ChainStep): string {
  const ratio = step.ratio === '1' ? '' : `, ${ratioText(step.ratio)}`
  return `CUSIP ${step.from} became ${step.to} in ${periodName(step.period)}${ratio}`
}

/** What is marked on a chart by period. */
export function marksOf(splits: SplitStep[], chain: ChainStep[]) {
  return [
    ...splits.map((one) => ({ period: one.period, text: `Split ${ratioText(one.ratio)}` })),
    ...chain.map((one) => ({ period: one.period, text: 'New CUSIP' })),
  ]
}

/** Of a position. */
export const KINDS: Record<string, string> = {
  shares: 'Shares',
  principal: 'Debt',
  put: 'Puts',
  call: 'Calls',
}
