import { gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { pwa } from '../build/pwa'

const SCRIPTS_OF_FIRST_PAGE = 250_000

let chunks: Rollup.OutputChunk[]
let assets: Rollup.OutputAsset[]

/** A chunk with whatever it needs before it can start. */
function withImports(chunk: Rollup.OutputChunk, seen = new Set<Rollup.OutputChunk>()) {
  if (seen.has(chunk)) return seen
  seen.add(chunk)
  for (const name of chunk.imports) {
    const other = chunks.find((one) => one.fileName === name)
    if (other) withImports(other, seen)
  }
  return seen
}

function page(name: string): Rollup.OutputChunk {
  const found = chunks.find((one) => one.facadeModuleId?.endsWith(`/${name}.vue`))
  if (!found) throw new Error(`no chunk of ${name}`)
  return found
}

const compressed = (some: Iterable<Rollup.OutputChunk>) =>
  [...some].reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0)

beforeAll(async () => {
  const built = (await build({ logLevel: 'silent', build: { write: false } })) as Rollup.RollupOutput
  chunks = built.output.filter((one) => one.type === 'chunk')
  assets = built.output.filter((one) => one.type === 'asset')
}, 120_000)

describe('what is built', () => {
  it('needs at most 250 kB of compressed script for the first page', () => {
    const entry = chunks.find((one) => one.isEntry)
    if (!entry) throw new Error('no entry')
    const first = withImports(page('HomePage'), withImports(entry))
    expect(compressed(first)).toBeLessThanOrEqual(SCRIPTS_OF_FIRST_PAGE)
  })

  it('loads charts only where one is shown', () => {
    const draws = (chunk: Rollup.OutputChunk) =>
      Object.keys(chunk.modules).some((id) => id.includes('/echarts/'))
    expect(chunks.some(draws)).toBe(true)
    const pages = chunks.filter((one) => one.isEntry || one.facadeModuleId?.includes('/src/pages/'))
    expect(pages.length).toBeGreaterThan(3)
    for (const one of pages) expect([...withImports(one)].some(draws), one.fileName).toBe(false)
  })

  it('has all scripts and styles in files, none from elsewhere', () => {
    const html = String(assets.find((one) => one.fileName === 'index.html')?.source)
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//)
    const styles = assets.filter((one) => one.fileName.endsWith('.css')).map((one) => String(one.source))
    expect(styles.join('')).not.toMatch(/url\(\s*["']?(https?:)?\/\/|@import/)
  })

  it('never answers for the API or the administration without a network', () => {
    const denied = pwa.workbox?.navigateFallbackDenylist ?? []
    const isDenied = (path: string) => denied.some((one) => one.test(path))
    const others = ['/api', '/api/docs/', '/api/v1/managers', '/admin', '/admin/jobs', '/health']
    expect(others.filter(isDenied)).toEqual(others)
    expect(['/', '/managers', '/apiary', '/administrators', '/managers/1067983'].filter(isDenied)).toEqual([])
    expect(pwa.workbox?.runtimeCaching).toBeUndefined()
  })
})
