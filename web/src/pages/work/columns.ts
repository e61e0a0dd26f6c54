import type { WorkAnswer, WorkerAnswer, WorkKindAnswer } from '@/api/generated'
import { instant } from '@/format/dates'
import { count } from '@/format/figures'
import { choice, code, number, text, type Column } from '@/table/columns'
import { plain } from '@/ui/labels'
import { KINDS, WORK_STATES } from '@/work/words'
import { perHour, perSecond } from './rates'

/** So often everything is asked anew while the page is in sight. */
export const REFRESH_MS = 5_000

/** What can be ordered about a row; each page fills it in. */
function orders<Row>(label: string): Column<Row> {
  return { key: 'orders', label, align: 'start', sortable: false, text: () => '' }
}

function counted(key: 'waiting' | 'running' | 'failed', label: string, state: string, help?: string) {
  return number<WorkKindAnswer>(key, label, {
    help,
    link: (row) =>
      row[key] > 0 ? { query: { filter: [`state:in:${state}`, `kind:in:${row.kind}`] } } : undefined,
  })
}

export const kindColumns: Column<WorkKindAnswer>[] = [
  text<WorkKindAnswer>('kind', 'Kind', { text: ({ kind }) => plain(kind) }),
  orders<WorkKindAnswer>('Orders'),
  counted('waiting', 'Waiting', 'waiting'),
  counted('running', 'Running', 'running'),
  counted('failed', 'Given up', 'failed', 'Failed for good: tried again only when somebody orders it'),
  number<WorkKindAnswer>('done_10_minutes', 'Done in 10 min'),
  number<WorkKindAnswer>('done_hour', 'Done in an hour'),
  text<WorkKindAnswer>('oldest', 'Oldest ordered', { text: ({ oldest }) => instant(oldest) }),
]

/** A filing, where the piece of work is about one. */
function filingOf({ kind, key }: WorkAnswer) {
  const isFiling = kind === 'fetch' || kind === 'read'
  return isFiling ? { name: 'filing', params: { accession: key } } : undefined
}

export const workColumns: Column<WorkAnswer>[] = [
  code<WorkAnswer>('key', 'What', {
    help: 'An accession number, a period, an index, a file',
    link: filingOf,
  }),
  orders<WorkAnswer>('Orders'),
  choice<WorkAnswer>(
    'kind',
    'Kind',
    Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, plain(kind)])),
  ),
  choice<WorkAnswer>('state', 'State', WORK_STATES),
  number<WorkAnswer>('attempts', 'Attempts', { help: 'How often it was begun since it was ordered' }),
  text<WorkAnswer>('last_error', 'Last error', { wraps: true, filter: 'code' }),
  text<WorkAnswer>('progress', 'Progress', { filter: 'code' }),
  text<WorkAnswer>(
    'updated_at',
    'Changed',
    told(({ updated_at }) => instant(updated_at)),
  ),
  text<WorkAnswer>(
    'not_before',
    'Not before',
    told(({ not_before }) => instant(not_before)),
  ),
  code<WorkAnswer>('worker', 'Worker', { hidden: true }),
  number<WorkAnswer>('priority', 'Priority', { hidden: true }),
  text<WorkAnswer>('created_at', 'Ordered', {
    ...told(({ created_at }) => instant(created_at)),
    hidden: true,
  }),
  number<WorkAnswer>('id', 'Number', { hidden: true }),
]

function told(shown: (row: WorkAnswer) => string) {
  return { text: shown, sortable: false, filter: undefined }
}

export const workerColumns: Column<WorkerAnswer>[] = [
  code<WorkerAnswer>('name', 'Worker'),
  text<WorkerAnswer>('state', 'State'),
  text<WorkerAnswer>('roles', 'Does', { text: ({ roles }) => roles.join(', ') }),
  number<WorkerAnswer>('done', 'Done', { help: 'Pieces of work since it started' }),
  number<WorkerAnswer>('done', 'Done an hour', {
    help: 'The mean since it started',
    text: (row) => perHour(row.done, row),
  }),
  number<WorkerAnswer>('failed', 'Failed', { help: 'Attempts that failed, since it started' }),
  number<WorkerAnswer>('requests', 'Requests', {
    help: 'To EDGAR, and a second since it started',
    text: (row) => `${count(row.requests)} (${perSecond(row.requests, row)}/s)`,
  }),
  text<WorkerAnswer>('started_at', 'Started', { text: ({ started_at }) => instant(started_at) }),
  text<WorkerAnswer>('seen_at', 'Last seen', { text: ({ seen_at }) => instant(seen_at) }),
].map((column, at) => ({ ...column, key: at === 4 ? 'done_per_hour' : column.key }))
