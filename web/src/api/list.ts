import { answer } from './answer'
import { client } from './generated/client.gen'

/** Which part of a list an answer holds. */
export interface PageInfo {
  /** Rows after filters. */
  total: number
  limit: number
  /** The place of the first row of this page. */
  offset: number
  /** The cursor of the next page. */
  next: string | null
}

/** How a list is asked: the same words in every list of the API. */
export interface ListQuery {
  sort?: string
  search?: string
  /** `field:op:value` each. */
  filter?: string[]
  limit?: number
  offset?: number
  format?: 'json' | 'csv'
  [parameter: string]: string | number | boolean | string[] | undefined
}

/** An address with a list behind it. */
export interface ListEndpoint {
  /** As in the API's description: `/api/v1/managers/{cik}/filings`. */
  url: string
  path?: Record<string, string | number>
  /** The field of the answer that holds the rows. */
  rows: string
  /** What is asked beside sort, filters, search and page: a period, a day. */
  query?: Record<string, string | number | boolean | undefined>
}

/** A page of rows, with what the answer says beside them. */
export interface ListAnswer<Row, Head> {
  rows: Row[]
  page: PageInfo
  head: Head
}

export async function askList<Row, Head>(
  endpoint: ListEndpoint,
  query: ListQuery,
  signal?: AbortSignal,
): Promise<ListAnswer<Row, Head>> {
  const whole = await answer(
    client.get<Record<string, unknown>, unknown>({
      url: endpoint.url,
      path: endpoint.path,
      query: { ...endpoint.query, ...query },
      signal,
    }) as Promise<{ data?: Record<string, unknown>; error?: unknown; response?: Response }>,
  )
  const { page, [endpoint.rows]: rows, ...head } = whole
  return { rows: rows as Row[], page: page as PageInfo, head: head as Head }
}

/** The address that gives the same rows outside this app. */
export function listUrl(endpoint: ListEndpoint, query: ListQuery): string {
  return client.buildUrl({ url: endpoint.url, path: endpoint.path, query: { ...endpoint.query, ...query } })
}

/** The rows of an answer that comes whole: a list, or a list with something beside it. */
export function rowsOf<Row>(answer: unknown, rows: string): Row[] {
  if (Array.isArray(answer)) return answer as Row[]
  const named = (answer as Record<string, unknown> | undefined)?.[rows]
  return Array.isArray(named) ? (named as Row[]) : []
}
