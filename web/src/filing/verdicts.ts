/** Verdicts and what they rest on, in words, as docs/concepts/units.md and amendments.md have them. */
import { count, dollars, price, type Figure } from '@/format/figures'
import { plain } from '@/ui/labels'

/** One thing that speaks for a unit, with its weight in decibans: above nought for dollars. */
export interface UnitEvidence {
  kind: string
  weight: number
  [argument: string]: unknown
}

export interface UnitVerdict {
  unit: string
  confidence: string
  /** The sum of the weights. */
  points: number
  asked_other_periods: boolean
  evidence: UnitEvidence[]
}

export interface EffectVerdict {
  effect: string
  because: string
  declared: string | null
  /** How its positions lie to those before, where both have rows. */
  overlap?: { positions: number; before: number; in_both: number; same_amount: number }
}

/** The day from which on the form asks for dollars. */
const DOLLARS_SINCE = '2023-01-03'

const figure = (value: unknown): string => count(value as Figure)

function fits({ fit_dollars, fit_thousands, fit_neither }: UnitEvidence): string {
  return `${figure(fit_dollars)} fit if dollars, ${figure(fit_thousands)} if thousands, ${figure(fit_neither)} neither`
}

const UNIT_EVIDENCE: Record<string, [title: string, say: (evidence: UnitEvidence) => string]> = {
  filing_date_rule: [
    'The rule of the day',
    ({ filed }) =>
      `filed ${String(filed)}, when the form asked for ${String(filed) >= DOLLARS_SINCE ? 'dollars' : 'thousands'}`,
  ],
  cover_words: ['Words on the cover', ({ printed }) => `it prints “${String(printed)}” beside its total`],
  own_prices: [
    'Its own prices',
    ({ securities, median_if_dollars }) =>
      `${figure(securities)} securities; the middle one costs ${price(String(median_if_dollars))} a share, if dollars`,
  ],
  book_size: [
    'Size of the book',
    ({ printed }) => `the values come to ${dollars(printed as Figure)}, if dollars`,
  ],
  consensus: ['Prices of other managers', fits],
  fails_to_deliver: ['Prices of the SEC’s fails-to-deliver files', fits],
  swapped_columns: [
    'Columns swapped',
    ({ fits: unit, securities }) =>
      `${figure(securities)} securities fit in ${String(unit)}, if value and amount change places`,
  ],
  other_filing: [
    'Another filing of the manager',
    ({ accession, alike, thousandfold, thousandth }) =>
      `beside ${String(accession)}, prices are alike in ${figure(alike)} securities, a thousandfold in ${figure(thousandfold)}, a thousandth in ${figure(thousandth)}`,
  ],
  override: [
    'Decided by a person',
    ({ actor, on, why }) => `${String(actor)}, ${String(on)}: ${String(why)}`,
  ],
}

export const UNIT_EVIDENCE_KINDS = Object.keys(UNIT_EVIDENCE)

export function unitEvidenceWords(evidence: UnitEvidence): { title: string; text: string } {
  const entry = UNIT_EVIDENCE[evidence.kind]
  return entry ? { title: entry[0], text: entry[1](evidence) } : { title: plain(evidence.kind), text: '' }
}

/** How sure a verdict on a unit is. */
const CONFIDENCES: Record<string, string> = {
  certain: 'certain: at most one in ten thousand of these is wrong',
  likely: 'likely: at most one in fifty of these is wrong',
  quarantined: 'undecided: it counts under the more probable unit, and no price is taken from it',
}

export function confidenceWords(confidence: string): string {
  return CONFIDENCES[confidence] ?? plain(confidence)
}

/** `-80` as `80 for thousands`. */
export function weightWords(weight: number): string {
  if (weight === 0) return 'nothing either way'
  return `${Math.abs(weight)} for ${weight > 0 ? 'dollars' : 'thousands'}`
}

const EFFECTS: Record<string, string> = {
  replaces: 'It takes the place of everything filed before.',
  adds: 'Its rows come to those filed before.',
  repeats: 'It says again what is there, and is counted once.',
}

const REASONS: Record<string, string> = {
  first: 'nothing was filed before it',
  declared: 'its cover says so, and nothing speaks against it',
  resembles: 'its cover does not say; its positions are those filed before, or as many',
  differs: 'its cover does not say; hardly any of its positions was filed before',
  never_there: 'it calls itself a restatement, and is small, and most of its positions were never there',
  all_there: 'it claims to add, and most of what it adds is there already, in a book as large',
  said_before: 'each of its positions is there already with the same amount, or it restates only the cover',
  not_compared: 'there are no rows to compare',
  override: 'somebody decided it',
}

export const EFFECT_REASONS = Object.keys(REASONS)
export const EFFECT_NAMES = Object.keys(EFFECTS)

export function reasonWords(because: string): string {
  return REASONS[because] ?? plain(because)
}

export function effectWords({ effect, because, overlap }: EffectVerdict): string {
  const compared = overlap
    ? ` Of its ${figure(overlap.positions)} positions ${figure(overlap.in_both)} were among the ${figure(overlap.before)} filed before, ${figure(overlap.same_amount)} with the same amount.`
    : ''
  return `${EFFECTS[effect] ?? plain(effect)} Why: ${reasonWords(because)}.${compared}`
}

/** What a filing does in the portfolio of its period. */
const ROLES: Record<string, string> = {
  original: 'It is the base of the portfolio.',
  restatement: 'It is the base of the portfolio, in place of what came before.',
  new_holdings: 'It adds its rows to the base of the portfolio.',
  superseded: 'A later filing took its place: it counts no more.',
  repeats: 'It says again what counts already, and is not counted twice.',
  no_holdings: 'It has no rows by its nature, and replaces nothing.',
}

export const ROLE_NAMES = Object.keys(ROLES)

export function roleWords(role: string): string {
  return ROLES[role] ?? plain(role)
}

const RULES: Record<string, string> = {
  unit_by_rule: 'Unit as the rule of the day',
  unit_against_rule: 'Unit against the rule of the day',
  unit_quarantined: 'Unit undecided',
}

export const UNIT_RULES = Object.keys(RULES)

/** The same reasons, as headings. */
const EFFECT_TITLES: Record<string, string> = {
  first: 'Filed first',
  declared: 'As its cover says',
  resembles: 'Like what was filed before',
  differs: 'Unlike what was filed before',
  never_there: 'A restatement that adds',
  all_there: 'New holdings that replace',
  said_before: 'Said before',
  not_compared: 'Nothing to compare',
  override: 'What it does, decided by a person',
}

/** A verdict's rule, `unit_by_rule` or `effect_declared`, as a heading. */
export function verdictTitle(rule: string): string {
  if (rule.startsWith('effect_')) return EFFECT_TITLES[rule.slice('effect_'.length)] ?? plain(rule)
  return RULES[rule] ?? plain(rule)
}
