import type { PeriodStatus, QuarterStatus, ScheduleAnswer, WorkStatus } from '@/api/generated'
import { instant } from '@/format/dates'
import { code, number, period, share, text, type Column } from '@/table/columns'
import { plain } from '@/ui/labels'
import { WORK_STATES } from '@/work/words'

function served({ published, up_to_date }: PeriodStatus): string {
  if (!published) return 'Not published yet'
  return up_to_date ? 'Up to date' : 'More was read since'
}

export const periodColumns: Column<PeriodStatus>[] = [
  period<PeriodStatus>('period', 'Period', {
    link: (row) => (row.published ? { name: 'managers', query: { period: row.period } } : undefined),
  }),
  text<PeriodStatus>('state', 'State'),
  text<PeriodStatus>('published', 'Published', { text: served }),
  number<PeriodStatus>('known', 'Filings known'),
  number<PeriodStatus>('read', 'Read'),
  number<PeriodStatus>('without_table', 'Without a table', {
    help: 'Notices, paper, confidential requests, reports without a table',
  }),
  number<PeriodStatus>('unread', 'Unread', { help: 'May hold a table of which no row could be read' }),
  number<PeriodStatus>('waiting', 'Waiting'),
]

export const backfillColumns: Column<QuarterStatus>[] = [
  period<QuarterStatus>('index_quarter', 'Filed in'),
  share<QuarterStatus>('taken_in_pct', 'Taken in', { align: 'start' }),
  number<QuarterStatus>('known', 'Filings known'),
  number<QuarterStatus>('taken_in', 'In'),
  number<QuarterStatus>('waiting', 'Waiting'),
  number<QuarterStatus>('failed', 'Given up'),
  text<QuarterStatus>('done_by', 'All in by', {
    help: 'By what was read in the last ten minutes',
    text: ({ done_by }) => instant(done_by),
  }),
]

export const scheduleColumns: Column<ScheduleAnswer>[] = [
  text<ScheduleAnswer>('name', 'Schedule', { text: ({ name }) => plain(name) }),
  text<ScheduleAnswer>('does', 'What it does', { wraps: true }),
  code<ScheduleAnswer>('pattern', 'Pattern', {
    help: 'As cron has it; after a bar another for the days around a deadline',
  }),
  text<ScheduleAnswer>('next_due', 'Next due', { text: ({ next_due }) => instant(next_due) }),
  text<ScheduleAnswer>('last_due', 'Last due', { text: ({ last_due }) => instant(last_due) }),
  text<ScheduleAnswer>('fired_at', 'Fired', { text: ({ fired_at }) => instant(fired_at) }),
]

export const stateColumns: Column<{ state: string; name: string; filings: number }>[] = [
  text('name', 'State', {
    link: ({ state }) => ({ name: 'filings', query: { filter: `state:in:${state}` } }),
  }),
  number('filings', 'Filings'),
]

export const workColumns: Column<WorkStatus>[] = [
  text<WorkStatus>('kind', 'Work', { text: ({ kind }) => plain(kind) }),
  text<WorkStatus>('state', 'State', { text: ({ state }) => WORK_STATES[state] ?? state }),
  number<WorkStatus>('items', 'Pieces'),
  text<WorkStatus>('oldest', 'Oldest', { text: ({ oldest }) => instant(oldest), align: 'end' }),
]
