import type { ProblemBody } from './generated'

/** What the server says is wrong (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** What kind of problem it is, `no-manager`: stays the same when the words change. */
    readonly kind: string,
    readonly body?: Partial<ProblemBody>,
  ) {
    super(detail)
    this.name = 'Problem'
  }

  get isNotFound(): boolean {
    return this.status === 404
  }
}

/** A problem of whatever came instead of an answer. */
export function problemOf(error: unknown, response?: Response): Problem {
  if (error instanceof Problem) return error
  if (!response) return new Problem('No connection', 'The server could not be reached.', 0, 'no-connection')
  const body: Partial<ProblemBody> = isBody(error) ? error : {}
  const kind = body.type?.split('/').pop() ?? 'unknown'
  const title = body.title ?? 'Something went wrong'
  const detail = body.detail ?? `The server answered ${response.status} without saying why.`
  return new Problem(title, detail, response.status, kind, body)
}

function isBody(error: unknown): error is Partial<ProblemBody> {
  return typeof error === 'object' && error !== null && 'title' in error
}
