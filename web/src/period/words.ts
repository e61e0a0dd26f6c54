import type { Tone } from '@/ui/StateChip.vue'

/** How complete a period is. */
export const PERIOD_STATES: Record<string, { label: string; tone: Tone; help: string }> = {
  open: {
    label: 'open',
    tone: 'busy',
    help: 'Reports for it may still come in time: its deadline has not passed.',
  },
  filling: {
    label: 'filling',
    tone: 'warn',
    help: 'Filings are known that are not in, or the index that names them was not read since the deadline.',
  },
  whole: { label: 'whole', tone: 'good', help: 'All that was filed in time is in.' },
}
