import type { EdgarStatus } from '@/api/generated'
import { instant } from '@/format/dates'
import { count } from '@/format/figures'

/** Whether EDGAR is followed, in a word and a note. */
export function followed({ workers, blocked_until, requests_per_second }: EdgarStatus) {
  if (blocked_until)
    return { value: 'Blocked', note: `until ${instant(blocked_until)}; it goes on by itself` }
  if (workers === 0) return { value: 'Not followed', note: 'no worker was seen within a minute' }
  const rate = requests_per_second === null ? '' : `, ${requests_per_second.toFixed(1)} requests a second`
  return { value: 'Followed', note: `by ${count(workers)} ${workers === 1 ? 'worker' : 'workers'}${rate}` }
}
