import { expect, it } from 'vitest'
import { answer } from './answer'
import { Problem } from './problem'

const json = (body: unknown, status: number) => new Response(JSON.stringify(body), { status })

it('hands out what was answered', async () => {
  const response = json({}, 200)
  await expect(answer(Promise.resolve({ data: { value: 1 }, response }))).resolves.toEqual({ value: 1 })
})

it('throws what the server says is wrong, in its words', async () => {
  const body = {
    type: '/problems/no-manager',
    title: 'No such manager',
    detail: 'no filing of manager 12',
    status: 404,
  }
  const failed = answer(Promise.resolve({ error: body, response: json(body, 404) }))
  await expect(failed).rejects.toMatchObject({
    title: 'No such manager',
    detail: 'no filing of manager 12',
    kind: 'no-manager',
  })
  await expect(failed).rejects.toSatisfy((problem: Problem) => problem.isNotFound)
})

it('says so where the server answers without words', async () => {
  const failed = answer(Promise.resolve({ error: 'Bad gateway', response: json('', 502) }))
  await expect(failed).rejects.toMatchObject({
    status: 502,
    detail: 'The server answered 502 without saying why.',
  })
})

it('says so where there is no server', async () => {
  await expect(answer(Promise.reject(new TypeError('fetch failed')))).rejects.toMatchObject({
    title: 'No connection',
    status: 0,
  })
})

it('leaves a question that nobody wants answered any more as it is', async () => {
  const aborted = new DOMException('aborted', 'AbortError')
  await expect(answer(Promise.reject(aborted))).rejects.toBe(aborted)
})
