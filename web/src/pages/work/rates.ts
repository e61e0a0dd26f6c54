import type { WorkerAnswer } from '@/api/generated'
import { ABSENT, count } from '@/format/figures'

type Span = Pick<WorkerAnswer, 'started_at' | 'seen_at'>

function seconds({ started_at, seen_at }: Span): number {
  return (Date.parse(seen_at) - Date.parse(started_at)) / 1000
}

/** So many an hour, as a mean of the time that a worker was seen for; a dash for one that has just come. */
export function perHour(some: number, span: Span): string {
  const time = seconds(span)
  return time >= 1 ? count(Math.round((some * 3600) / time)) : ABSENT
}

/** So many a second, with one place. */
export function perSecond(some: number, span: Span): string {
  const time = seconds(span)
  return time >= 1 ? (some / time).toFixed(1) : ABSENT
}
