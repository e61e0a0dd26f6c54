import { client } from '@/api/generated/client.gen'
import { useAnswer } from '@/api/useAnswer'

/** How the installation stands, as `/api/v1/status` answers. */
export interface StatusAnswer {
  versions: Versions
  newest_filing: {
    accession: string
    cik: number
    manager: string
    form: string
    filed: string
    accepted_at: string | null
    state: string
  } | null
  last_publication: { period: string; snapshot: string; published_at: string } | null
  latest_period: string | null
  filings: number
  filings_by_state: Record<string, number>
  waiting: number
  rows: number
  snapshot_bytes: number
  periods: PeriodStatus[]
  work: WorkStatus[]
}

export interface Versions {
  program: string
  reader: number
  catalog: string
  snapshots: number
  engine: string
  engine_version: string
}

export interface PeriodStatus {
  period: string
  published: boolean
  up_to_date: boolean
  known: number
  read: number
  without_table: number
  unread: number
  waiting: number
}

export interface WorkStatus {
  kind: string
  state: string
  items: number
  oldest: string
}

export function useStatus() {
  return useAnswer<StatusAnswer>(['status'], (signal) =>
    client.get<{ 200: StatusAnswer }>({ url: '/api/v1/status', signal }),
  )
}
