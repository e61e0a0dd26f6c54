import type { OrderedAnswer } from '@/api/generated'
import { count } from '@/format/figures'
import { plain } from '@/ui/labels'

/** What an order did, in a sentence or two. */
export function outcome({ order, changed, paused }: OrderedAnswer): string {
  const did = DID[order]?.(changed) ?? `${order}: ${count(changed)} changed.`
  if (order !== 'pause' && order !== 'resume') return did
  const now = paused.length > 0 ? `Paused now: ${paused.map(plain).join(', ')}.` : 'Nothing is paused now.'
  return `${did} ${now}`
}

const pieces = (some: number, one: string, more: string) =>
  some === 1 ? `1 piece of work ${one}` : `${count(some)} pieces of work ${more}`
const kinds = (some: number, what: string) =>
  some === 1 ? `1 kind of work was ${what}.` : `${count(some)} kinds of work were ${what}.`

const DID: Record<string, (changed: number) => string> = {
  retry: (some) =>
    some === 0
      ? 'Nothing was changed: what runs or is done is left alone.'
      : `${pieces(some, 'waits', 'wait')} for a worker again.`,
  cancel: (some) =>
    some === 0
      ? 'Nothing was changed: it waits and runs no more.'
      : `${pieces(some, 'was', 'were')} canceled: that counts as given up.`,
  pause: (some) => (some === 0 ? 'It was paused already.' : kinds(some, 'paused')),
  resume: (some) => (some === 0 ? 'It was not paused.' : kinds(some, 'resumed')),
}
