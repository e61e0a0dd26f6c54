import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { NOTE_CODES } from '../src/filing/notes'
import { FAULT_NAMES } from '../src/filing/repairs'
import { EFFECT_NAMES, EFFECT_REASONS, ROLE_NAMES, UNIT_EVIDENCE_KINDS } from '../src/filing/verdicts'
import { GRADES, ROLES, STATES } from '../src/filing/words'
import { PERIOD_STATES } from '../src/period/words'
import { GAP_REASONS, KINDS, WORK_STATES } from '../src/work/words'

/** The names of a `named!` list of the domain, or the variants of an enum that is told by its name. */
function codesOf(file: string, list: string): string[] {
  const source = readFileSync(`../crates/osd-domain/src/${file}`, 'utf8')
  const start = source.search(new RegExp(`^( {4}|pub enum )${list} \\{`, 'm'))
  if (start < 0) throw new Error(`no ${list} in ${file}`)
  const body = source.slice(start).split(/^ {4}\}$|^\}$/m)[0] ?? ''
  const named = [...body.matchAll(/^ +\w+ = "(\w+)"/gm)].map((match) => match[1] ?? '')
  if (named.length > 0) return named.toSorted()
  const variants = [...body.matchAll(/^ {4}([A-Z]\w+)(?:,| \{)/gm)].map((match) => match[1] ?? '')
  return variants.map((name) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase()).toSorted()
}

it.each([
  ['notes', NOTE_CODES, 'note.rs', 'Note'],
  ['faults', FAULT_NAMES, 'repair.rs', 'Fault'],
  ['evidence of units', UNIT_EVIDENCE_KINDS, 'unit/evidence.rs', 'UnitEvidence'],
  ['effects', EFFECT_NAMES, 'amendment/effect.rs', 'Effect'],
  ['reasons of effects', EFFECT_REASONS, 'amendment/effect.rs', 'EffectReason'],
  ['roles', ROLE_NAMES, 'amendment.rs', 'Role'],
  ['roles in a list', Object.keys(ROLES), 'amendment.rs', 'Role'],
  ['states', Object.keys(STATES), 'filing.rs', 'FilingState'],
  ['grades', Object.keys(GRADES), 'grade.rs', 'Grade'],
])('has words for all %s of the domain, and for nothing else', (_, words, file, list) => {
  const codes = codesOf(file, list)
  expect(codes.length).toBeGreaterThan(2)
  expect(words.toSorted()).toEqual(codes)
})

const reference = readFileSync('../docs/reference/openapi.json', 'utf8')

it.each([
  ['kinds of work', KINDS, /`kind` \(one of ([\w, ]+)\)/],
  ['states of work', WORK_STATES, /`state` \(one of ([\w, ]+)\)/],
  ['reasons of gaps', GAP_REASONS, /`reason` \(one of ([\w, ]+)\)/],
])('has words for all %s of the API, and for nothing else', (_, words, list) => {
  const codes = list.exec(reference)?.[1]?.split(', ') ?? []
  expect(codes.length).toBeGreaterThan(2)
  expect(Object.keys(words).toSorted()).toEqual(codes.toSorted())
})

it('has words for all states of a period', () => {
  const said = /"(`open`: [^"]+)"/.exec(reference)?.[1] ?? ''
  const codes = [...said.matchAll(/`(\w+)`: /g)].map((match) => match[1])
  expect(codes.length).toBe(3)
  expect(Object.keys(PERIOD_STATES)).toEqual(codes)
})
