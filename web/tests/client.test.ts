import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { expect, it } from 'vitest'
import config from '../openapi-ts.config'

const COMMITTED = 'src/api/generated'

async function textsBelow(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? '']))
}

it('has a client that says what openapi.json says (if not: npm run client)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'client-'))
  try {
    const { input, parser, plugins } = await config
    await createClient({
      input,
      parser,
      plugins,
      output: { path: folder },
      logs: { level: 'silent' },
    } as never)
    expect(await textsBelow(folder)).toEqual(await textsBelow(COMMITTED))
  } finally {
    await rm(folder, { recursive: true })
  }
})
