import type { PeriodStatus, WorkStatus } from '@/api/generated'
import { instant } from '@/format/dates'
import { number, period, text, type Column } from '@/table/columns'
import { plain } from '@/ui/labels'

function served({ published, up_to_date }: PeriodStatus): string {
  if (!published) return 'Not published yet'
  return up_to_date ? 'Up to date' : 'More was read since'
}

export const periodColumns: Column<PeriodStatus>[] = [
  period<PeriodStatus>('period', 'Period', {
    link: (row) => (row.published ? { name: 'managers', query: { period: row.period } } : undefined),
  }),
  text<PeriodStatus>('published', 'Published', { text: served }),
  number<PeriodStatus>('known', 'Filings known'),
  number<PeriodStatus>('read', 'Read'),
  number<PeriodStatus>('without_table', 'Without a table', {
    help: 'Notices, paper, confidential requests, reports without a table',
  }),
  number<PeriodStatus>('unread', 'Unread', { help: 'May hold a table of which no row could be read' }),
  number<PeriodStatus>('waiting', 'Waiting'),
]

export const stateColumns: Column<{ state: string; name: string; filings: number }>[] = [
  text('name', 'State', {
    link: ({ state }) => ({ name: 'filings', query: { filter: `state:in:${state}` } }),
  }),
  number('filings', 'Filings'),
]

export const workColumns: Column<WorkStatus>[] = [
  text<WorkStatus>('kind', 'Work', { text: ({ kind }) => plain(kind) }),
  text<WorkStatus>('state', 'State'),
  number<WorkStatus>('items', 'Pieces'),
  text<WorkStatus>('oldest', 'Oldest', { text: ({ oldest }) => instant(oldest), align: 'end' }),
]
