import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { pages } from '../src/pages/pages'

const server = readFileSync('../crates/osd-api/src/routes/pages.rs', 'utf8')

it('has the pages that the server knows, under the same addresses', () => {
  const known = [...server.matchAll(/\.route\(\s*"([^"]+)"/g)].map((match) => match[1])
  const ours = pages
    .map((page) => page.path.replaceAll(/:(\w+)(\([^)]*\)(?!\*))?/g, '{$1}'))
    .filter((path) => !path.includes('*'))
  expect(ours.toSorted()).toEqual(known.toSorted())
})
