import type { DailyGap, GapAnswer, IndexGap } from '@/api/generated'
import { FORMS } from '@/filing/words'
import { instant } from '@/format/dates'
import { choice, code, date, number, period, text, type Column } from '@/table/columns'
import { GAP_REASONS } from '@/work/words'

/** Fields that are told, and that the API neither sorts nor filters by. */
const TOLD = { sortable: false, filter: undefined }

export const gapColumns: Column<GapAnswer>[] = [
  code<GapAnswer>('accession', 'Filing', {
    link: ({ accession }) => ({ name: 'filing', params: { accession } }),
  }),
  choice<GapAnswer>('reason', 'Why', GAP_REASONS),
  text<GapAnswer>('manager', 'Manager', {
    link: ({ cik }) => ({ name: 'manager', params: { cik } }),
    help: 'As named in the index',
  }),
  choice<GapAnswer>('form', 'Form', FORMS),
  date<GapAnswer>('filed', 'Filed'),
  text<GapAnswer>('why', 'In words', { ...TOLD, wraps: true }),
  number<GapAnswer>('attempts', 'Attempts', { help: 'How often its work was begun' }),
  choice<GapAnswer>('state', 'State', { discovered: 'Discovered', fetched: 'Fetched' }, { hidden: true }),
  period<GapAnswer>('index_quarter', 'Index quarter', { ...TOLD, hidden: true }),
  text<GapAnswer>('not_before', 'Not before', {
    ...TOLD,
    hidden: true,
    text: ({ not_before }) => instant(not_before),
  }),
  text<GapAnswer>('last_error', 'Last error', { hidden: true, filter: 'code', wraps: true }),
  number<GapAnswer>('work', 'Number of its work', { hidden: true }),
  code<GapAnswer>('cik', 'CIK', { hidden: true }),
]

const INDEX_STATES: Record<string, string> = {
  never: 'Never looked at',
  no_index: 'There was none',
  unfinished: 'Looked at before the quarter was over',
}

const DAY_STATES: Record<string, string> = { never: 'Never looked at', no_index: 'There was none' }

export const indexColumns: Column<IndexGap>[] = [
  period<IndexGap>('index_quarter', 'Index quarter'),
  text<IndexGap>('state', 'State', { text: ({ state }) => INDEX_STATES[state] ?? state }),
  text<IndexGap>('checked_at', 'Looked at last', { text: ({ checked_at }) => instant(checked_at) }),
]

export const dayColumns: Column<DailyGap>[] = [
  date<DailyGap>('day', 'Day'),
  text<DailyGap>('state', 'State', { text: ({ state }) => DAY_STATES[state] ?? state }),
  text<DailyGap>('covered', 'Named by the index of its quarter', {
    text: ({ covered }) => (covered ? 'Yes' : 'Not yet'),
  }),
  text<DailyGap>('checked_at', 'Looked at last', { text: ({ checked_at }) => instant(checked_at) }),
]
