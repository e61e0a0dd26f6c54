import { problemOf } from './problem'

/** What a function of the generated client comes back with. */
interface Outcome<Data> {
  data?: Data
  error?: unknown
  response?: Response
}

/** The answer itself; whatever else came is thrown as a `Problem`. */
export async function answer<Data>(asked: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason
    return { data: undefined, error: reason, response: undefined }
  })
  if (data === undefined || !response?.ok) throw problemOf(error, response)
  return data
}
