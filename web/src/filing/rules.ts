/** Rows of the quality ledger in words: each kind has rules of its own. */
import type { QualityAnswer } from '@/api/generated'
import { plain } from '@/ui/labels'
import { noteTitle, noteWords } from './notes'
import type { RepairAnswer } from '@/api/generated'
import { faultTitle, repairWords } from './repairs'
import {
  confidenceWords,
  effectWords,
  verdictTitle,
  weightWords,
  type EffectVerdict,
  type UnitVerdict,
} from './verdicts'

export const KINDS: Record<string, string> = {
  note: 'Notes',
  verdict: 'Verdicts',
  repair: 'Repairs',
  override: 'Decisions of people',
}

export function ruleTitle(kind: string, rule: string): string {
  switch (kind) {
    case 'note':
      return noteTitle(rule)
    case 'verdict':
      return verdictTitle(rule)
    case 'repair':
      return faultTitle(rule)
    default:
      return `Decided: ${plain(rule)}`
  }
}

export function detailWords({ kind, rule, detail }: QualityAnswer): string {
  if (kind === 'note') return noteWords({ code: rule, ...detail }).text
  if (kind === 'repair') return repairWords(detail as unknown as RepairAnswer)
  if ('effect' in detail) return effectWords(detail as unknown as EffectVerdict)
  const verdict = detail as unknown as UnitVerdict
  return `${plain(verdict.unit)}: ${weightWords(verdict.points)}; ${confidenceWords(verdict.confidence)}`
}
